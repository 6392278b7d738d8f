"""The REST API of a manager."""
