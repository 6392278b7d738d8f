"""The acquirer: files that providers offer, fetched, checked and published whole."""
