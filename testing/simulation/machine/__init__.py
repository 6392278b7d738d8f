"""Simulated machines: hosts with a disk and a clock, processes on them, and how these end and stand still."""
