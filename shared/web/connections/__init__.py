"""Connections of callers, and the server that accepts them, with bounds on both."""
