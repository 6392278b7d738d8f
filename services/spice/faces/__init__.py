"""Interfaces of other projects, over what this service knows and calculates."""
