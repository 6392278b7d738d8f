"""Zips of frames: what is in one, and how it is told."""
