"""A disk in memory that can crash, and the conformance suite of every `Files`."""
