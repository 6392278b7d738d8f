"""Looks: what a provider lists, which of it is complete, and which files belong together. Pure."""
