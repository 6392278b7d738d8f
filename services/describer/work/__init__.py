"""The process that looks into contents, and may die of it: what it is told, and what confines it."""
