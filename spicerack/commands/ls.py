"""`spicerack ls`: what the collection holds."""

import json
import stat
from collections.abc import Callable, Iterator

from spicerack.answers import FilePage, FileRow
from spicerack.client import ManagerClient
from spicerack.console import printable

SIZE_WIDTH = 14
"""Digits of 100 TB: what a column of sizes can meet."""

Write = Callable[[str], None]


def list_files(client: ManagerClient, *, prefix: str, as_json: bool, write: Write) -> None:
    """Write the files whose paths begin with `prefix`, page by page: memory stays bounded."""
    pages = _pages(client, client.status().collection, prefix)
    if as_json:
        _write_json(pages, write)
        return
    for page in pages:
        for row in page.files:
            write(line_of(row) + "\n")


def line_of(row: FileRow) -> str:
    """Return mode, size, time and path in columns, as `ls -l` has them."""
    type_bits = stat.S_IFDIR if row.kind == "directory" else stat.S_IFREG
    mode = stat.filemode(type_bits | stat.S_IMODE(row.mode))
    return f"{mode} {row.size:>{SIZE_WIDTH}} {row.mtime} {printable(row.path)}"


def _pages(client: ManagerClient, collection: str, prefix: str) -> Iterator[FilePage]:
    after: str | None = None
    while True:
        page = client.files(collection, prefix=prefix, after=after)
        yield page
        # A cursor that does not move would have us ask for ever.
        if page.next is None or page.next == after:
            return
        after = page.next


def _write_json(pages: Iterator[FilePage], write: Write) -> None:
    first = next(pages)
    write(f'{{"revision": {first.revision}, "files": [')
    separator = "\n"
    for page in (first, *()):
        separator = _write_rows(page, separator, write)
    for page in pages:
        separator = _write_rows(page, separator, write)
    write("\n]}\n")


def _write_rows(page: FilePage, separator: str, write: Write) -> str:
    for row in page.files:
        write(separator + json.dumps(row.model_dump(mode="json")))
        separator = ",\n"
    return separator
