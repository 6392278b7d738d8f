"""Sets of kernels: which are preferred, and which of them a question needs. Pure."""
