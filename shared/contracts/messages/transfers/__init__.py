"""Transfers on the bus: what a site wants, what is sent for it, and what it reports of it."""
