"""The projection of kernels: the log and the descriptions of a collection, folded into SQLite."""
