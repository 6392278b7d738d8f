"""State: what was listed, and what became of each granule. SQLite."""
