"""Kernels on the bus: facts of one, and questions of geometry that are asked of many."""
