"""Handlers over durable consumers: attempts, retries and dead letters."""
