"""A look at the directory: scan, compare, wait for quiet files, hash, and judge by the brake."""
