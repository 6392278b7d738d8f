"""Facts of a file in the headers of a web server's answer. Pure."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from shared.model.entry import Kind
from shared.model.numbers import FILE_BYTES_MAX
from shared.roots.port import Stat

CONTENT_RANGE = re.compile(r"bytes (?P<first>\d{1,19})-(?P<last>\d{1,19})/(?P<size>\d{1,19}|\*)")

NANOSECONDS = 1_000_000_000


def stat_of(path: str, headers: Mapping[str, str]) -> Stat | None:
    """Return a file's size, time and validator; None where the server does not tell its size."""
    part = CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    length = headers.get("content-length", "") if part is None else part["size"]
    if not (length.isascii() and length.isdecimal()) or int(length) > FILE_BYTES_MAX:
        return None
    size, mtime_ns = int(length), modified_ns(headers)
    etag = headers.get("etag", "")
    told = etag or (headers.get("last-modified", "") if mtime_ns else "")
    return Stat(
        path=path,
        kind=Kind.FILE,
        size=size,
        mtime_ns=mtime_ns,
        version=f"{size:x} {told}" if told else "",
    )


def media_type_of(headers: Mapping[str, str]) -> str:
    """Return what a server calls the kind of a file, without parameters; empty where it does not say."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def modified_ns(headers: Mapping[str, str]) -> int:
    """Return the time of the last modification in nanoseconds since 1970; 0 where none is told."""
    try:
        return int(parsedate_to_datetime(headers.get("last-modified", "")).timestamp()) * NANOSECONDS
    except (ValueError, TypeError, OverflowError):
        return 0


def if_range(version: str) -> str | None:
    """Return what a request for the rest of a file says of it: a strong ETag; None where there is none.

    A date does not do: a file may change twice in its second (RFC 9110, 13.1.5).
    """
    told = version.partition(" ")[2]
    return told if told.startswith('"') else None


def part_begins_at(status: int, headers: Mapping[str, str], *, size: int) -> int | None:
    """Return the byte at which an answer begins that goes to the end of a file; None where it does not.

    A server may answer a range with 200 and the part, or with the whole file; and no range with a part.
    """
    told = headers.get("content-range")
    if told is None:
        return 0 if status == 200 else None
    found = CONTENT_RANGE.fullmatch(told)
    if found is None or int(found["last"]) + 1 != size or found["size"] not in ("*", str(size)):
        return None
    return int(found["first"])
