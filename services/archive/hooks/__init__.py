"""Receivers outside the rack that are told of each version of a frame."""
