"""Files below one root: the port, its implementations, and publishing with a journal and a trash."""
