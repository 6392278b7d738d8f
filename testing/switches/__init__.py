"""Switches that tests set in the real services: deaths at named steps, echoes of messages."""
