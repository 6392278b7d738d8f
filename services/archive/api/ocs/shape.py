"""A frame as OCS' clients read it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from services.archive.query.frames import Whole

OLD_NAMES = {
    "DATE_OBS": "observation_date",
    "DAY_OBS": "observation_day",
    "PROPID": "proposal_id",
    "INSTRUME": "instrument_id",
    "OBJECT": "target_name",
    "RLEVEL": "reduction_level",
    "SITEID": "site_id",
    "TELID": "telescope_id",
    "EXPTIME": "exposure_time",
    "FILTER": "primary_optical_element",
    "L1PUBDAT": "public_date",
    "OBSTYPE": "configuration_type",
    "BLKUID": "observation_id",
    "REQNUM": "request_id",
}
"""Header keywords by which old clients know the fields."""

Json = dict[str, Any]


def frame_json(whole: Whole, *, base: str, related: bool = True, thumbnails: bool = False) -> Json:
    """Return a frame.

    Args:
        whole: the frame.
        base: the address of this archive, without a slash at its end.
        related: whether to name related frames.
        thumbnails: whether to name thumbnails.
    """
    row = whole.row
    fields = {name: _value(row[name]) for name in OLD_NAMES.values()}
    versions = [version_json(one, base=base) for one in whole.versions]
    newest = versions[0] if versions else None
    return {
        "id": row["id"],
        "basename": row["basename"],
        **fields,
        **{old: fields[new] for old, new in OLD_NAMES.items()},
        "area": area_json(row["area"]),
        **({"related_frames": list(whole.related)} if related else {}),
        **({"thumbnails": []} if thumbnails else {}),
        "version_set": versions,
        "filename": None if newest is None else row["basename"] + newest["extension"],
        "url": None if newest is None else newest["url"],
    }


def version_json(row: RowMapping, *, base: str) -> Json:
    """Return a version."""
    return {
        "id": row["id"],
        "created": _value(row["created"]),
        "key": row["key"],
        "md5": row["md5"],
        "extension": row["extension"],
        "url": content_url(row["id"], base=base),
    }


def content_url(version: int, *, base: str) -> str:
    """Return where the bytes of a version are had: the archive judges the caller, and leads to a gateway."""
    return f"{base}/api/v1/archive/versions/{version}/content"


def area_json(text: str | None) -> Json | None:
    """Return a footprint as GeoJSON: OCS knows single polygons, and most are."""
    if text is None:
        return None
    area: Json = json.loads(text)
    polygons: Sequence[Any] = area["coordinates"]
    if area["type"] == "MultiPolygon" and len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return area


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else value
