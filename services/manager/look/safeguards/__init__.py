"""Safeguards: what a look found is held against them before it may cost other sites anything."""
