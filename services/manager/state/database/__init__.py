"""The site's database: the index and the facts beside it, in SQLite."""
