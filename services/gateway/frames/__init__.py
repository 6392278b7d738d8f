"""Frames of the collection, as far as descriptions and records tell whose they are, and until when."""
