"""Following the streams of a collection into the database, by one process at a time."""
