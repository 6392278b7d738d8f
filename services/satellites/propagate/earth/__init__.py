"""The Earth: its time scales, its orientation, and an observer on it."""
