"""A real PostgreSQL with PostGIS for tests, with a streaming replica where one is asked for."""
