"""Frames that CSPICE knows without any kernel (Frames Required Reading, "Appendix").

The table was asked of CSPICE N0067: code, name, class, class id, center.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

J2000 = 1


class FrameClass(IntEnum):
    """The classes of frames, by what orients them."""

    INERTIAL = 1
    PCK = 2
    CK = 3
    FIXED = 4
    """A constant offset from another frame (TK)."""
    DYNAMIC = 5
    SWITCH = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame."""

    code: int
    name: str
    frame_class: int
    class_id: int
    center: int


@cache
def frames_by_name() -> Mapping[str, Frame]:
    """Return the frames by name, in upper case."""
    return {one.name: one for one in _frames()}


@cache
def frames_by_code() -> Mapping[int, Frame]:
    """Return the frames by code."""
    return {one.code: one for one in _frames()}


def _frames() -> list[Frame]:
    text = files("shared.spice.builtin").joinpath("frames.tsv").read_text(encoding="ascii")
    rows = (line.split("\t") for line in text.splitlines())
    return [
        Frame(int(code), name, int(kind), int(own), int(center)) for code, name, kind, own, center in rows
    ]
