"""Files of kernels that nobody writes to, named by their contents."""
