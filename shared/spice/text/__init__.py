"""Text kernels: what they assign, what is wrong with them, and the members of meta-kernels."""
