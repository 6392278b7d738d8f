"""Kernels: what is done for each of 60 000 objects and each box, in C++ and, as a fallback, in numpy."""
