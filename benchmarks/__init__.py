"""Benchmarks: what SpiceRack costs, measured on real processes. `python -m benchmarks` runs them."""
