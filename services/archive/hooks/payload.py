"""The payload that receivers get: what the OCS archive says over `archived_fits`, and our numbers. Pure."""

import json
from dataclasses import dataclass

from shared.contracts.messages.frames.frame_event import FrameEvent


@dataclass(frozen=True, slots=True)
class Said:
    """One event as it is sent."""

    number: str
    """Of the event: that of its version, the same in every try and from every archive."""
    body: bytes
    """JSON."""


def payload_of(event: FrameEvent, *, base: str) -> Said:
    """Return what is said of a version.

    Args:
        event: the version. Its headers stand beside the fields, as OCS has them; no keyword of FITS has small
            letters, so none hides a field.
        base: the address of this archive, without a slash at its end.
    """
    version = {
        "id": event.version,
        "created": event.created.isoformat(),
        "key": event.md5,
        "md5": event.md5,
        "extension": event.filename.removeprefix(event.basename),
        "url": f"{base}/api/v1/archive/versions/{event.version}/content",
    }
    body = {
        **event.headers,
        "area": event.area,
        "basename": event.basename,
        "filename": event.filename,
        "frameid": event.frameid,
        "version_set": [version],
        "collection": event.collection,
        "version": event.version,
        "revision": event.revision,
        "path": event.path,
        "content": event.content,
        "size": event.size,
        "public_date": event.public_date.isoformat(),
        "headers_left_out": event.headers_left_out,
    }
    return Said(str(event.version), json.dumps(body, ensure_ascii=False).encode())
