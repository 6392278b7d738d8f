"""Selection of what a site follows by what kernels mean."""
