"""Schedules: when something is due, and what of it is made up for. Pure."""
