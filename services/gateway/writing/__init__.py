"""Writing: bytes that come in, the changes that they make, and what became of these."""
