"""Operators' ephemerides: files of state vectors, read into tables that objects follow."""
