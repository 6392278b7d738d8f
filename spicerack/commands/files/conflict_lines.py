"""Lines about conflicts: what they are between, and how texts differ. Pure."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from spicerack.client.gateway.conflict import Conflict, Version
from spicerack.text import aligned, printable, size_text, time_text

HASH_DIGITS = 12
"""Of a content, for people: no two of a collection have the same."""

TEXT_LINES_MAX = 5000
"""Lines of a text that is compared: the time of a comparison grows with their square at worst."""

TEXT_BYTES_MAX = 1024 * 1024
"""Of a text that is compared."""


def conflict_lines(conflict: Conflict) -> Iterator[str]:
    """Yield a name, and a line for each content that was meant for it."""
    stands = "a directory has the name" if conflict.directory else "nothing stands here"
    yield printable(conflict.path) + ("" if conflict.head else f"  ({stands})")
    rows = [
        (
            "  keeps the name" if version == conflict.head else "  copy",
            f"of {printable(version.site)}",
            time_text(version.mtime.replace(microsecond=0)),
            "a link" if version.link else size_text(version.size),
            version.content[:HASH_DIGITS],
            "" if version == conflict.head else printable(version.path),
        )
        for version in conflict.versions
    ]
    yield from aligned(rows)


def conflict_json(conflict: Conflict) -> str:
    """Return one conflict as a line of JSON."""
    head = None if conflict.head is None else _fields(conflict.head)
    copies = [_fields(copy) for copy in conflict.copies]
    told = {"path": conflict.path, "head": head, "directory": conflict.directory, "copies": copies}
    return json.dumps(told)


def text_of(data: bytes) -> list[str] | None:
    """Return the lines of a text; None of bytes that are none, or of more lines than are compared."""
    if b"\0" in data:
        return None
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError:
        return None
    return lines if len(lines) <= TEXT_LINES_MAX else None


def difference(one: Version, other: Version, texts: tuple[bytes, bytes]) -> Iterator[str]:
    """Yield how two contents differ, as `diff -u` tells it, or that they are no texts."""
    if one.link != other.link:
        link, file = (one, other) if one.link else (other, one)
        yield printable(f"{link.path} is a symbolic link, and {file.path} is a file")
        return
    before, after = (text_of(data) for data in texts)
    if before is None or after is None:
        yield printable(
            f"{one.path} and {other.path} differ, and are no texts of up to {TEXT_LINES_MAX} lines"
        )
        return
    yield from (printable(line) for line in unified_diff(before, after, one.path, other.path, lineterm=""))


def _fields(version: Version) -> dict[str, Any]:
    return {
        "path": version.path,
        "content": version.content,
        "size": version.size,
        "mtime": time_text(version.mtime),
        "site": version.site,
        "link": version.link,
    }
