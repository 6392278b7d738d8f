"""Uploads: bytes that come in pieces, in the control directory until they are a file of the collection."""
