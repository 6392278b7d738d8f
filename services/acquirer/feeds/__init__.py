"""Feeds: what is fetched from which provider, and where it goes. As an operator says it."""
