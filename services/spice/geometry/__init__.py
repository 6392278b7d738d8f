"""Geometry from kernels: questions, their calculation by CSPICE, and the processes that do it."""
