"""Fetching: bytes on their way to this host, kept where they were cut, and checked."""
