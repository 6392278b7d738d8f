"""The process that reads frames, and may die of one: what it is told, and what confines it."""
