"""Metrics, logs and health, the same for every service."""
