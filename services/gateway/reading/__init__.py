"""Answers that only read: listings, contents, differences, events, archives."""
