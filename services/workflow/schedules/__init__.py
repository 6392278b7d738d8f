"""Schedules: an execution for each time that is due."""
