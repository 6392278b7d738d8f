"""The client of an archive: frames by metadata and sky, and their files."""
