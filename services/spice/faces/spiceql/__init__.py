"""The routes of SpiceQL."""
