"""Watchers: hints about where in a root something changed."""
