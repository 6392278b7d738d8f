"""The folded log in SQLite."""
