"""Bounds on how fast a worker sends and fetches, by the time of the day."""
