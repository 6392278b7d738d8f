"""Kinds of kernels: told by content first, by name second. A content of unknown kind is stored too."""
