"""Definitions of workflows: read from JSON, checked as a whole, compiled into frozen values."""
