"""`spicerack ls`: what the collection holds, or held."""

import stat
from collections.abc import Iterator
from itertools import chain

from spicerack.client.answers import FilePage, FileRow
from spicerack.client.client import ManagerClient
from spicerack.client.paging import Write, pages, write_json
from spicerack.text import printable

SIZE_WIDTH = 14
"""Digits of 100 TB: what a column of sizes can meet."""


def list_files(client: ManagerClient, *, prefix: str, at: int | None, as_json: bool, write: Write) -> None:
    """Write the files whose paths begin with `prefix`, as of the revision `at` (None: now), page by page."""
    found = _pages(client, client.status().collection, prefix, at)
    if as_json:
        first = next(found)
        rows = (row for page in chain([first], found) for row in page.files)
        write_json({"revision": first.revision}, "files", rows, write)
        return
    for page in found:
        for row in page.files:
            write(line_of(row) + "\n")


def line_of(row: FileRow) -> str:
    """Return mode, size, time and path in columns, as `ls -l` has them."""
    type_bits = stat.S_IFDIR if row.kind == "directory" else stat.S_IFREG
    mode = stat.filemode(type_bits | stat.S_IMODE(row.mode))
    return f"{mode} {row.size:>{SIZE_WIDTH}} {row.mtime} {printable(row.path)}"


def _pages(client: ManagerClient, collection: str, prefix: str, at: int | None) -> Iterator[FilePage]:
    return pages(
        lambda after: client.files(collection, prefix=prefix, after=after, at=at), lambda page: page.next
    )
