"""Directions of WebGeocalc's payloads. Pure."""

from collections.abc import Mapping
from typing import Any

from services.spice.geometry.webgeocalc.errors import PayloadError, needed

Given = Mapping[str, Any]


def direction_of(given: Given) -> dict[str, Any]:
    """Return a direction of ours. Raises PayloadError."""
    if not isinstance(given, Mapping):
        raise PayloadError("a direction is an object with directionType")
    if given.get("antiVectorFlag") in (True, "true"):
        raise PayloadError("antiVectorFlag here is false")
    kind, light = needed(given, "directionType"), given.get("aberrationCorrection", "NONE")
    if kind == "VECTOR":
        if light != "NONE":
            raise PayloadError("aberrationCorrection of a VECTOR here is NONE")
        return ray_of(given)
    seen = {"target": needed(given, "target"), "observer": needed(given, "observer"), "aberration": light}
    if kind == "POSITION":
        return {"kind": "position", **seen}
    if kind == "VELOCITY":
        return {"kind": "velocity", **seen, "frame": needed(given, "referenceFrame")}
    raise PayloadError(f"directionType {kind!r} is none of POSITION, VELOCITY, VECTOR")


def ray_of(given: Given) -> dict[str, Any]:
    """Return a direction that is fixed in a frame. Raises PayloadError."""
    kind = needed(given, "directionVectorType")
    match kind:
        case "INSTRUMENT_BORESIGHT":
            return {"kind": "boresight", "instrument": needed(given, "directionInstrument")}
        case "INSTRUMENT_FOV_BOUNDARY_VECTORS":
            return {"kind": "fov-boundary", "instrument": needed(given, "directionInstrument")}
        case "VECTOR_IN_INSTRUMENT_FOV":
            instrument = needed(given, "directionInstrument")
            return {"kind": "in-fov", "instrument": instrument, "vector": _vector(given)}
        case "REFERENCE_FRAME_AXIS":
            axis = {"axis": needed(given, "directionFrameAxis")}
            return {"kind": "axis", "frame": needed(given, "directionFrame"), **axis}
        case "VECTOR_IN_REFERENCE_FRAME":
            return _in_frame(given)
    raise PayloadError(f"directionVectorType {kind!r} is not known here")


def _vector(given: Given) -> list[float]:
    return [float(needed(given, f"directionVector{axis}")) for axis in "XYZ"]


def _in_frame(given: Given) -> dict[str, Any]:
    frame = {"frame": needed(given, "directionFrame")}
    if "directionVectorRA" in given:
        angles = {"ra": given["directionVectorRA"], "dec": needed(given, "directionVectorDec")}
        return {"kind": "ra-dec", **frame, **angles}
    if "directionVectorAz" in given:
        return {
            "kind": "az-el",
            **frame,
            "az": given["directionVectorAz"],
            "el": needed(given, "directionVectorEl"),
            "azimuth_counterclockwise": needed(given, "azccwFlag"),
            "elevation_positive_z": needed(given, "elplszFlag"),
        }
    return {"kind": "vector", **frame, "vector": _vector(given)}
