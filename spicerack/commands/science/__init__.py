"""Commands about what files mean: kernels, satellites."""
