"""Selections told as one archive, streamed: the length is known before the first byte."""
