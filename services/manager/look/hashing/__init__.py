"""Hashing: the share of the changed files that is read, and the content of each."""
