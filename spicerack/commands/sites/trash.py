"""`spicerack trash`: what a site keeps of replaced and deleted files, for a person to take back or to end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from shared.contracts.http.sites.trash import TrashedFile, TrashEmptied, TrashPage
from shared.model.moment import parse_moment
from spicerack.client.client import ManagerClient
from spicerack.client.paging import pages, write_json
from spicerack.commands.options import DEFAULT_URL, Json, Url, moment, new_app, write
from spicerack.commands.run.url import url_of
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import counted, printable, size_text

OfSite = Annotated[str | None, typer.Option("--site", help="Of this site. Default: of the manager asked.")]

ONLY = "only here"
LATE = "written to in the trash"


def line_of(one: TrashedFile) -> str:
    """Return one thing on one line: its name is what `trash restore` takes."""
    notes = [ONLY] if not one.logged else []
    notes += [LATE] if one.late else []
    said = f"  ({', '.join(notes)})" if notes else ""
    came = f"{one.at:%Y-%m-%d %H:%M:%S}  {size_text(one.size):>9}"
    return f"{came}  {printable(one.path)}{said}\n  {printable(one.name)}"


def emptied_line(swept: TrashEmptied) -> str:
    """Return what became of a trash."""
    gone = f"{counted(swept.removed, 'file')}, {size_text(swept.removed_bytes)}"
    return f"removed for good: {gone}; kept: {counted(swept.kept, 'file')}, {size_text(swept.kept_bytes)}"


@contextmanager
def manager_of(url: str, site: str | None) -> Iterator[tuple[ManagerClient, str]]:
    """Yield the client of a site's manager, and the collection. Raises CommandError: nobody knows it."""
    with ManagerClient(url) as client:
        found = client.services()
        if site is None:
            yield client, found.collection
            return
    with ManagerClient(url_of(found.services, "manager", site=site)) as other:
        yield other, found.collection


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look into what a site keeps of replaced and deleted files.")
    application.command("list")(_list)
    application.command("restore")(_restore)
    application.command("empty")(_empty)
    return application


def _list(url: Url = DEFAULT_URL, site: OfSite = None, as_json: Json = False) -> None:
    """List what a site keeps, the oldest first: when it came, its size, where it stood, and its name.

    Example: spicerack trash list --site mirror
    """
    with manager_of(url, site) as (client, collection):
        found: Iterator[TrashPage] = pages(
            lambda after: client.trash(collection, after=str(after or "")), lambda page: page.next
        )
        rows = (row for page in found for row in page.files)
        if as_json:
            write_json({}, "files", rows, write)
            return
        shown = False
        for row in rows:
            write(line_of(row) + "\n")
            shown = True
        if not shown:
            write("the trash is empty\n")


def _restore(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `trash list` shows it.")],
    to: Annotated[
        str | None, typer.Option(metavar="PATH", help="Where to. Default: where it stood last.")
    ] = None,
    url: Url = DEFAULT_URL,
    site: OfSite = None,
    as_json: Json = False,
) -> None:
    """Move something back into the collection, never in the place of another; all sites get it.

    `spicerack restore PATH --at TIME` brings back what the log has, from whichever site still has it.

    Example: spicerack trash restore NAME --to reports/as-it-was.txt
    """
    with manager_of(url, site) as (client, collection):
        done = client.restore_trashed(collection, name, path=to)
    write(done.model_dump_json(indent=2) + "\n" if as_json else f"{printable(done.path)} is back\n")


def _empty(
    *,
    before: Annotated[
        str, typer.Option(metavar="TIME", parser=moment, help="What came before, e.g. 2026-05-04T12:00Z.")
    ],
    url: Url = DEFAULT_URL,
    site: OfSite = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Remove for good what came before a time. Moments of the past may then be without their bytes.

    Example: spicerack trash empty --before 2026-05-04T12:00Z
    """
    time = parse_moment(before)
    if not isinstance(time, datetime):
        raise UsageProblem(f"{before} is a revision: say a time such as 2026-05-04T12:00Z")
    question = f"Remove for good what came into the trash before {before}?"
    if not yes and not sys.stdin.isatty():
        raise CommandError("nobody is there to confirm, nothing was removed: say --yes")
    if not yes and not typer.confirm(question):
        raise CommandError("nothing was removed")
    with manager_of(url, site) as (client, collection):
        swept = client.empty_trash(collection, before=time.isoformat())
    write((swept.model_dump_json(indent=2) if as_json else emptied_line(swept)) + "\n")
