"""The database of an archive: PostgreSQL with PostGIS, its tables, their migrations and its server."""
