"""Scheduling of a simulated run: a loop on virtual time, its tasks, and whose callback each one is."""
