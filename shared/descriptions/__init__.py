"""Descriptions of contents: the port of describers, the fold of their stream, and its join with a tree."""
