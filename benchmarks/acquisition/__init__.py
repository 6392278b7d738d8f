"""Benchmarks of acquiring files and of what is done with each: looks, fetching, workflows."""
