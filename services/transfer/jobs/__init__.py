"""The jobs of a transfer worker: sign, build and apply."""
