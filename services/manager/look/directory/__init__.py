"""The directory as it stands: its walk, its mounts, and the parts of it to look at next."""
