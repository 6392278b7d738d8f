"""`spicerack log`: the commits of a collection, or the history of one path, newest first."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from shared.contracts.http.files import FileHistory, HistoryRow
from shared.contracts.http.history import CommitPage, CommitRow
from spicerack.client.client import ManagerClient
from spicerack.client.paging import Write, pages, write_json
from spicerack.commands.history.log_verify import log_lines, verify_log
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, real_time, write
from spicerack.commands.sites.sync import progress_on
from spicerack.errors import ExitCode, UsageProblem
from spicerack.text import counted, printable, size_text, time_text

REVISION_WIDTH = 8
"""Digits of a hundred million revisions."""

TIME_WIDTH = 20
"""2026-03-04T05:06:07Z."""

SITE_WIDTH = 12
"""Most names of sites fit; a longer one moves what follows it."""

CONTENT_DIGITS = 12
"""Hexadecimal digits of a content that are shown: told apart at a glance among millions."""

NO_TIME = "-"


def show_log(client: ManagerClient, *, path: str | None, as_json: bool, write: Write) -> None:
    """Write the commits, or what `path` was, page by page: a reader may stop at any line."""
    collection = client.services().collection
    if path is None:
        _show_commits(client, collection, as_json=as_json, write=write)
    else:
        _show_history(client, collection, path, as_json=as_json, write=write)


def commit_line(row: CommitRow) -> str:
    """Return one commit in columns."""
    return _columns(row.revision, row.made_at, row.site, _outcomes(row) + _by(row.by) + _message(row))


def history_line(row: HistoryRow) -> str:
    """Return what a path was in columns."""
    return _columns(row.revision, row.made_at, row.author, _state(row) + _by((row.by,) if row.by else ()))


def whole_seconds(time: datetime) -> str:
    """Return a time in UTC without its fraction."""
    return time_text(time.replace(microsecond=0))


def _show_commits(client: ManagerClient, collection: str, *, as_json: bool, write: Write) -> None:
    found: Iterator[CommitPage] = pages(
        lambda before: client.log(collection, before=before), lambda page: page.next
    )
    rows = (row for page in found for row in page.commits)
    if as_json:
        write_json({"collection": collection}, "commits", rows, write)
        return
    for row in rows:
        write(commit_line(row) + "\n")


def _show_history(client: ManagerClient, collection: str, path: str, *, as_json: bool, write: Write) -> None:
    found: Iterator[FileHistory] = pages(
        lambda before: client.history(collection, path, before=before), lambda page: page.next
    )
    rows = (row for page in found for row in page.history)
    if as_json:
        write_json({"path": path}, "history", rows, write)
        return
    for row in rows:
        write(history_line(row) + "\n")


def _columns(revision: int, made_at: datetime | None, site: str, what: str) -> str:
    time = NO_TIME if made_at is None else whole_seconds(made_at)
    return f"{revision:>{REVISION_WIDTH}}  {time:<{TIME_WIDTH}}  {site:<{SITE_WIDTH}}  {what}"


def _by(names: tuple[str, ...]) -> str:
    """Return who made changes over a gateway."""
    return f" by {', '.join(map(printable, names))}" if names else ""


def _message(row: CommitRow) -> str:
    """Return the first line of what was said of a group."""
    first = row.message.strip().partition("\n")[0]
    return f": {printable(first)}" if first else ""


def _outcomes(row: CommitRow) -> str:
    """Return what came of the changes, without what did not happen."""
    told = (
        (row.put, f"{row.put} put"),
        (row.deleted, f"{row.deleted} deleted"),
        (row.conflicts, counted(row.conflicts, "conflict")),
        (row.already, f"{row.already} known already"),
        (row.refused, f"{row.refused} refused"),
    )
    said = ", ".join(text for count, text in told if count)
    return f"nothing changed, {said}" if said and row.refused == _changes(row) else said or "no changes"


def _changes(row: CommitRow) -> int:
    return row.put + row.deleted + row.conflicts + row.already + row.refused


def _state(row: HistoryRow) -> str:
    if row.kind != "file" or row.content is None:
        return printable(row.kind)
    return f"{size_text(row.size):>10}  {row.content[:CONTENT_DIGITS]}"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("log")(_log)
    return application


VERIFY = "verify"
"""In the place of a path; a file of that name is `./verify`."""


def _log(
    *,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH|verify]",
            help="A path: what it was, instead of all commits. `verify`: check the whole log.",
        ),
    ] = None,
    at: Annotated[
        int | None,
        typer.Option(min=1, metavar="REVISION", help="With `verify`: up to a revision, to compare there."),
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> int:
    """Show the commits of the collection, the history of one path, or whether all verifies; newest first.

    `log verify` checks every signature, the chain and whose key spoke when, tells where the log breaks and
    who must act, and exits with 1 there. Two sites with the same fingerprint have the same log: read it to
    each other. Example: spicerack log verify --at 1200
    """
    with ManagerClient(url) as client:
        if path != VERIFY:
            if at is not None:
                raise UsageProblem("--at is for `spicerack log verify`")
            show_log(client, path=_as_stored(path), as_json=as_json, write=write)
            return ExitCode.DONE
        with progress_on(sys.stderr) as show:
            told = verify_log(client, at=at, time=real_time(), show=show)
    write((told.model_dump_json(indent=2) if as_json else "\n".join(log_lines(told))) + "\n")
    return ExitCode.FAILED if told.broken else ExitCode.DONE


def _as_stored(path: str | None) -> str | None:
    return None if path is None else path.removeprefix("./")
