"""The archive: frames of one collection, found by metadata and by sky, as a projection of its log."""
