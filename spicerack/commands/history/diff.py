"""`spicerack diff`: what differs between two revisions."""

from collections.abc import Iterator
from typing import Annotated

import typer

from shared.contracts.http.files import FileRow
from shared.contracts.http.history import DifferencePage, DifferenceRow
from spicerack.client.client import ManagerClient
from spicerack.client.paging import Write, pages, write_json
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.text import printable, size_text

LETTERS = {"added": "A", "changed": "M", "deleted": "D"}
"""As other tools that show differences have them."""


def show_differences(client: ManagerClient, *, earlier: int, later: int, as_json: bool, write: Write) -> None:
    """Write the paths that are not the same at two revisions, page by page."""
    collection = client.status().collection
    found: Iterator[DifferencePage] = pages(
        lambda after: client.differences(collection, earlier=earlier, later=later, after=after),
        lambda page: page.next,
    )
    rows = (row for page in found for row in page.differences)
    if as_json:
        head = {"collection": collection, "from": earlier, "to": later}
        write_json(head, "differences", rows, write)
        return
    for row in rows:
        write(line_of(row) + "\n")


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
        int, typer.Option("--from", metavar="REVISION", min=0, help="One revision; 0 is before the first.")
    ],
    later: Annotated[int, typer.Option("--to", metavar="REVISION", min=0, help="The other revision.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Show the paths that are not the same at two revisions: A added, M changed, D deleted."""
    with ManagerClient(url) as client:
        show_differences(client, earlier=earlier, later=later, as_json=as_json, write=write)
