"""Frames as describers tell them, and the streams that tell them. No test module."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import asin, atan2, cos, degrees, radians, sin, sqrt

from blake3 import blake3
from sqlalchemy import Engine, text

from services.archive.database.store.inputs import Heard
from services.archive.fold.said import Placed
from shared.contracts.messages.frames.frame_facts import Footprint, FrameFacts, FrameFields, RelatedFrame
from shared.contracts.messages.frames.frame_record import FrameRecord, RecordFields

BEGAN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ROWS = ("placement", "described", "record", "picture", "frame", "version", "relation", "position")


def content_of(name: str) -> str:
    """Return the BLAKE3 of made-up bytes."""
    return blake3(name.encode()).hexdigest()


def md5_of(name: str) -> str:
    """Return the MD5 of made-up bytes."""
    return hashlib.md5(name.encode()).hexdigest()


def facts_of(
    name: str,
    *,
    footprint: Footprint | None = None,
    related: tuple[str, ...] = (),
    headers: Mapping[str, object] | None = None,
    **fields: object,
) -> FrameFacts:
    """Return what is told of made-up bytes."""
    told = {"observation_date": BEGAN, "site_id": "tst", "proposal_id": "P1", **fields}
    named = tuple(RelatedFrame("L1IDBIAS", one) for one in related)
    return FrameFacts(
        form="plain",
        md5=md5_of(name),
        headers={"OBJECT": "M 31", **(headers or {})},
        fields=FrameFields.model_validate({**told, "related": named}),
        footprint=footprint,
        no_footprint="" if footprint else "no-wcs",
    )


def square(ra: float, dec: float, *, side: float = 1.0) -> Footprint:
    """Return a small footprint around a point, its edges along the axes at its middle."""
    a, d = radians(ra), radians(dec)
    out = (cos(d) * cos(a), cos(d) * sin(a), sin(d))
    east = (-sin(a), cos(a), 0.0)
    north = (-sin(d) * cos(a), -sin(d) * sin(a), cos(d))
    half = radians(side) / 2
    ring = []
    for x, y in ((half, -half), (half, half), (-half, half), (-half, -half), (half, -half)):
        v = [out[i] + x * east[i] + y * north[i] for i in range(3)]
        n = sqrt(sum(one * one for one in v))
        ring.append((degrees(atan2(v[1], v[0])) % 360.0, degrees(asin(v[2] / n))))
    return Footprint(polygons=(tuple(ring),), center=(ra % 360.0, dec), radius=side * 0.71, area=side * side)


def placed(path: str, name: str | None, *, revision: int) -> Placed:
    """Return made-up bytes at a path, or their deletion."""
    extension = path.rpartition("/")[2].partition(".")[2]
    return Placed(
        path=path,
        revision=revision,
        content=None if name is None else content_of(name),
        size=0 if name is None else 2880,
        extension=f".{extension}" if extension else "",
        made_at=BEGAN + timedelta(hours=revision),
    )


def heard(name: str, *, sequence: int, facts: FrameFacts | None) -> Heard:
    """Return what a describer says of made-up bytes."""
    return Heard(content_of(name), sequence, facts)


def posted(basename: str, name: str, **fields: object) -> FrameRecord:
    """Return what an ingester posts of made-up bytes."""
    return FrameRecord(
        collection="frames",
        basename=basename,
        md5=md5_of(name),
        key=md5_of(name),
        extension=".fits.fz",
        made_at=BEGAN,
        fields=RecordFields.model_validate({"observation_date": BEGAN, **fields}),
        headers={"OBJECT": "posted"},
    )


def all_rows(engine: Engine) -> dict[str, list[str]]:
    """Return every row of every table, as text."""
    with engine.connect() as connection:
        return {
            table: sorted(str(row[0]) for row in connection.execute(text(f"SELECT t::text FROM {table} t")))
            for table in ROWS
        }
