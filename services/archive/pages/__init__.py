"""Pages of the archive for people: HTML without scripts."""
