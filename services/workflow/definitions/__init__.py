"""Definitions and rules, as their stream has them."""
