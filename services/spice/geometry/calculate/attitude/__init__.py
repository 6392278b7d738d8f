"""Attitude: rotations between frames, and the pointings that C-kernels hold."""
