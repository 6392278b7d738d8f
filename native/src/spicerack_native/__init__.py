"""The compiled kernel of the satellites service; `services.satellites.propagate` is its one user."""

from spicerack_native._kernel import View, allowed, arcs

__all__ = ["View", "allowed", "arcs"]
