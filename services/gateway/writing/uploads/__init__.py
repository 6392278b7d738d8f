"""Uploads that come in pieces over many requests."""
