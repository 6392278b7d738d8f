"""Answers about what files mean: kernels, frames, descriptions, and what was refused."""
