"""Bytes: hashes, librsync signatures and deltas, compression, and packs made of them."""
