"""A gateway beside nginx from Debian, on the same files: large ones, small ones, ranges."""
