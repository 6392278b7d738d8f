"""Steps in containers: the engine's client makes one for each step, runs it, and removes it."""
