"""`spicerack ls`: what the collection holds, or held."""

import stat
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

import typer

from shared.contracts.http.files import FilePage, FileRow
from spicerack.client.client import ManagerClient
from spicerack.client.paging import Write, pages, write_json
from spicerack.commands.options import DEFAULT_URL, At, Json, Url, new_app, write
from spicerack.text import printable, time_text

SIZE_WIDTH = 14
"""Digits of 100 TB: what a column of sizes can meet."""


def list_files(client: ManagerClient, *, prefix: str, at: str | None, as_json: bool, write: Write) -> None:
    """Write the files whose paths begin with `prefix`, as of a revision or time (None: now), page by page."""
    found = _pages(client, client.services().collection, prefix, at)
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
    type_bits = stat.S_IFDIR if row.kind == "directory" else stat.S_IFMT(row.mode) or stat.S_IFREG
    mode = stat.filemode(type_bits | stat.S_IMODE(row.mode))
    return f"{mode} {row.size:>{SIZE_WIDTH}} {time_text(row.mtime)} {printable(row.path)}"


def _pages(client: ManagerClient, collection: str, prefix: str, at: str | None) -> Iterator[FilePage]:
    def page(after: str | None) -> FilePage:
        # A time is another revision once more has happened: all pages are of the first one's.
        nonlocal at
        found = client.files(collection, prefix=prefix, after=after, at=at)
        at = None if at is None else str(found.revision)
        return found

    return pages(page, lambda found: found.next)


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("ls")(_ls)
    return application


def _ls(
    prefix: Annotated[str, typer.Argument(help="Only paths that begin with this.")] = "",
    at: At = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """List what the collection holds, or held."""
    with ManagerClient(url) as client:
        list_files(client, prefix=prefix, at=at, as_json=as_json, write=write)
