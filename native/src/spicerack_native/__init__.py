"""The compiled kernel of the satellites service; `services.satellites.propagate` is its one user."""

from spicerack_native._kernel import View, allowed, arcs

__all__ = ["GEOMETRY", "View", "allowed", "arcs"]

GEOMETRY = 2
"""Of the answers: the service takes a kernel of its own number alone (`propagate/kernel/choose.py`)."""
