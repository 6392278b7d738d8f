"""The facts of a frame as lines for a person. Pure."""

from collections.abc import Iterator

from shared.contracts.messages.frames.frame_facts import Footprint, FrameFacts, FrameFields
from spicerack.text import counted, printable

PARTS_LISTED = 20
"""Parts that are listed; `--json` gives all."""

SHOWN = (
    "target_name",
    "observation_date",
    "exposure_time",
    "primary_optical_element",
    "instrument_id",
    "site_id",
    "telescope_id",
    "proposal_id",
    "configuration_type",
    "reduction_level",
)
"""Fields that are shown, in this order, where they say something."""

ARCMINUTE = 1 / 60
"""Degrees."""


def frame_lines(frame: FrameFacts) -> Iterator[str]:
    """Yield what is told of a frame: its fields, its sky, its parts."""
    if frame.member:
        yield f"member: {printable(frame.member)}"
    yield from _fields(frame.fields)
    yield (
        f"sky: {_sky(frame.footprint)}"
        if frame.footprint is not None
        else f"sky: none ({frame.no_footprint})"
    )
    for part in frame.hdus[:PARTS_LISTED]:
        name = f" {printable(part.name)}" if part.name else ""
        size = " x ".join(map(str, part.shape)) or "no data"
        told = ", tells the frame" if part.number == frame.hdu else ""
        yield f"part {part.number}{name}: {part.kind}, {size}, checksum {part.checksum}{told}"
    yield f"{counted(len(frame.headers), 'keyword')}, md5 {frame.md5}"


def _fields(fields: FrameFields) -> Iterator[str]:
    for name in SHOWN:
        value = getattr(fields, name)
        if value not in (None, ""):
            yield f"{name.replace('_', ' ')}: {printable(str(value))}"


def _sky(footprint: Footprint) -> str:
    if footprint.whole_sky:
        return "all of it"
    ra, dec = footprint.center
    radius = footprint.radius
    size = f"{radius:.3g} degrees" if radius >= 1 else f"{radius / ARCMINUTE:.3g} arcminutes"
    pieces = counted(len(footprint.polygons), "polygon")
    return f"{pieces} within {size} of {ra:.5f} {dec:+.5f} (ICRS)"
