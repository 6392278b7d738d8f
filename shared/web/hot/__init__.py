"""Small answers that are told from memory, before anything else is done for a request."""
