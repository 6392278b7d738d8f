"""Frames on the bus: what is known of one, what was posted of it, and what happened to it."""
