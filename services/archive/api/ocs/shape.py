"""A frame as OCS' clients read it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from services.archive.fold.names import thumbnail_number
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

THUMBNAIL_SIZES = ("small", "medium", "large")
"""OCS' default of THUMBNAIL_SIZE_CHOICES."""

Json = dict[str, Any]

Address = Callable[[RowMapping], str]
"""Returns where the bytes of a version are told."""


def frame_json(
    whole: Whole,
    *,
    base: str,
    related: bool = True,
    thumbnails: bool = False,
    address: Address | None = None,
) -> Json:
    """Return a frame.

    Args:
        whole: the frame.
        base: the address of this archive, without a slash at its end.
        related: whether to name related frames.
        thumbnails: whether to name thumbnails; `whole` has those that were posted then.
        address: of the bytes of versions; this archive's own, which asks for a token, where None.
    """
    row = whole.row
    fields = {name: _value(row[name]) for name in OLD_NAMES.values()}
    versions = [_version_json(one, base=base, address=address) for one in whole.versions]
    newest = versions[0] if versions else None
    return {
        "id": row["id"],
        "basename": row["basename"],
        **fields,
        **{old: fields[new] for old, new in OLD_NAMES.items()},
        "area": area_json(row["area"]),
        **({"related_frames": list(whole.related)} if related else {}),
        **({"thumbnails": _thumbnails_json(whole, base=base)} if thumbnails else {}),
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


def _version_json(row: RowMapping, *, base: str, address: Address | None) -> Json:
    made = version_json(row, base=base)
    if address is not None and row["path"] is not None:
        made["url"] = address(row)
    return made


def content_url(version: int, *, base: str) -> str:
    """Return where the bytes of a version are had: the archive judges the caller, and leads to a gateway."""
    return f"{base}/api/v1/archive/versions/{version}/content"


def _thumbnails_json(whole: Whole, *, base: str) -> list[Json]:
    """Return the thumbnails of a frame as its own answer names them."""
    row, newest = whole.row, whole.versions[0] if whole.versions else None
    made = newest is not None and newest["path"] is not None and newest["extension"].startswith(".fits")
    fields = {"id": row["id"], "basename": row["basename"], "key": newest["key"] if newest else ""}
    found = [(size, whole.pictures.get(size)) for size in THUMBNAIL_SIZES]
    return [thumbnail_json(fields, size, one, base=base) for size, one in found if made or one]


def thumbnail_json(row: Mapping[Any, Any], size: str, posted: Mapping[Any, Any] | None, *, base: str) -> Json:
    """Return a thumbnail as OCS' clients read it: the one that was posted, else the archive's own."""
    return {
        "id": thumbnail_number(row["id"], size, THUMBNAIL_SIZES),
        "frame": {"id": row["id"], "basename": row["basename"]},
        "size": size,
        **(
            {"basename": f"{row['basename']}-{size}", "extension": ".jpg", "key": f"{row['key']}-{size}"}
            if posted is None
            else {name: posted[name] for name in ("basename", "extension", "key")}
        ),
        "url": f"{base}/frames/{row['id']}/thumbnails/{size}/",
    }


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
