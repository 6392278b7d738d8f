"""`spicerack diff`: what differs between two moments."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated

import typer

from shared.contracts.http.files import FileRow
from shared.contracts.http.history import DifferencePage, DifferenceRow
from spicerack.client.client import ManagerClient
from spicerack.client.paging import Write, pages, write_json
from spicerack.commands.options import DEFAULT_URL, MOMENT, Json, Url, moment, new_app, write
from spicerack.text import printable, size_text

LETTERS = {"added": "A", "changed": "M", "deleted": "D"}
"""As other tools that show differences have them."""


def show_differences(
    client: ManagerClient, *, earlier: str, later: str | None, as_json: bool, write: Write
) -> None:
    """Write the paths that are not the same at two revisions or times (None: now), page by page."""
    found = _pages(client, client.services().collection, earlier, later)
    first = next(found)
    rows = (row for page in chain([first], found) for row in page.differences)
    if as_json:
        head = {"collection": first.collection, "from": first.earlier, "to": first.later}
        write_json(head, "differences", rows, write)
        return
    for row in rows:
        write(line_of(row) + "\n")


def _pages(
    client: ManagerClient, collection: str, earlier: str, later: str | None
) -> Iterator[DifferencePage]:
    def page(after: str | None) -> DifferencePage:
        # A time is another revision once more has happened: all pages are of the first one's.
        nonlocal earlier, later
        found = client.differences(collection, earlier=earlier, later=later, after=after)
        earlier, later = str(found.earlier), str(found.later)
        return found

    return pages(page, lambda found: found.next)


def line_of(row: DifferenceRow) -> str:
    """Return a letter for what happened, the path, and how its size went."""
    letter = LETTERS.get(row.difference, "?")
    sizes = _sizes(row.before, row.after)
    return f"{letter}  {printable(row.path)}" + (f"  ({sizes})" if sizes else "")


def _sizes(before: FileRow | None, after: FileRow | None) -> str:
    if before is None or after is None:
        only = after or before
        return "" if only is None else _what(only)
    if (before.kind, before.content) == (after.kind, after.content):
        return "mode" if before.mode != after.mode else "time"
    return f"{_what(before)} to {_what(after)}"


def _what(row: FileRow) -> str:
    return size_text(row.size) if row.kind == "file" else printable(row.kind)


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("diff")(_diff)
    return application


def _diff(
    *,
    earlier: Annotated[
        str,
        typer.Option(
            "--from", metavar=MOMENT, parser=moment, help="One revision or time; 0 is before the first."
        ),
    ],
    later: Annotated[
        str | None, typer.Option("--to", metavar=MOMENT, parser=moment, help="The other. Default: now.")
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Show the paths that are not the same at two moments: A added, M changed, D deleted."""
    with ManagerClient(url) as client:
        show_differences(client, earlier=earlier, later=later, as_json=as_json, write=write)
