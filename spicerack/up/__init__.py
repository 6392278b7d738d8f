"""Runs the services of one host as processes: starts, restarts and drains them."""
