"""Delivery records: files that say which other files are a granule, how large they are, and their sums."""
