"""Propagation: where the satellites of a catalogue pass during an exposure, and what is clear of them.

This package is pure: it opens no connection, logs nothing and keeps nothing. `propagate_visit` gives the
tracks of one exposure; `allowed` says which boxes or points are certain to be clear of them.
"""

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.port import (
    Exposure,
    ExposureError,
    GeometryError,
    Site,
    Tracks,
    UntrustedError,
)
from services.satellites.propagate.record import ElementRecord
from services.satellites.propagate.settings import GeometrySettings
from services.satellites.propagate.visit import allowed, propagate_visit, warm_up

__all__ = [
    "ElementRecord",
    "ElementSets",
    "Exposure",
    "ExposureError",
    "GeometryError",
    "GeometrySettings",
    "Site",
    "Tracks",
    "UntrustedError",
    "allowed",
    "propagate_visit",
    "warm_up",
]
