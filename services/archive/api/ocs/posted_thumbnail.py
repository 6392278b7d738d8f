"""The body of a posted thumbnail, as `ocs-ingester` makes it, read into a record. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.archive.api.ocs.posted import (
    REQUIRED,
    Errors,
    PostedError,
    field_of,
    instant_of,
    public_date_of,
    text_of,
    validated,
    version_of,
)
from services.archive.api.ocs.shape import THUMBNAIL_SIZES
from services.archive.fold.names import BASENAME_MAX
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord


def thumbnail_record_of(body: object, *, collection: str, now: datetime) -> ThumbnailRecord:
    """Return the record that a body makes.

    Raises:
        PostedError: it lacks something, or something in it is out of form.
    """
    if not isinstance(body, dict):
        raise PostedError({"non_field_errors": ["JSON parse error."]})
    if errors := _errors(body):
        raise PostedError(errors)
    return validated(
        ThumbnailRecord,
        {
            "collection": collection,
            **{name: body.get(name) for name in ("basename", "frame_basename", "size")},
            **version_of(body),
            "made_at": now,
            "standing": {
                "observation_date": field_of(body, "observation_date", instant_of),
                "public_date": public_date_of(body),
                "proposal_id": text_of(body, "proposal_id"),
                "configuration_type": text_of(body, "configuration_type"),
            },
        },
    )


def _errors(body: Mapping[str, Any]) -> Errors:
    errors: Errors = {}
    basename, size = body.get("frame_basename"), body.get("size")
    if not isinstance(basename, str) or not 0 < len(basename) <= BASENAME_MAX:
        errors["frame_basename"] = [REQUIRED if not basename else "Not a valid string."]
    if size not in THUMBNAIL_SIZES:
        errors["size"] = [REQUIRED if not size else f'"{str(size)[:40]}" is not a valid choice.']
    return errors
