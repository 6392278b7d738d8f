"""Processes that hold kernels: one for a kernel set, kept warm, and ended when it is spent."""
