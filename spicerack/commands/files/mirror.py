"""`spicerack mirror`: a directory of this host, made the same as a part of the collection."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.mirror import NOTHING_SEEN, Mirrored
from spicerack.client.gateway.selection import Selection
from spicerack.commands.files.gateway import Collection, GatewayUrl, Glob, Where, speak
from spicerack.commands.files.show_progress import shown_on
from spicerack.commands.files.trees import passed_line
from spicerack.commands.options import DEFAULT_URL, At, Json, Url, new_app, write
from spicerack.errors import ExitCode
from spicerack.text import counted, printable, size_text


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("mirror")(_mirror)
    return application


def _mirror(
    *,
    directory: Annotated[Path, typer.Argument(help="Where the files go; made where it is missing.")],
    prefix: Annotated[str, typer.Argument(help="Only paths that begin with this.")] = "",
    glob: Glob = None,
    at: At = None,
    delete: Annotated[
        bool,
        typer.Option("--delete", help="Remove files below the prefix that are not there; not with --glob."),
    ] = False,
    allow_empty: Annotated[
        bool,
        typer.Option("--allow-empty", help="With --delete: also where no file is there; it removes all."),
    ] = False,
    checksum: Annotated[
        bool, typer.Option("--checksum", help="Read files of the right size and time, too.")
    ] = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> int:
    """Make a directory the same as a part of the collection: only what differs travels."""
    selection = Selection(prefix=prefix, glob=glob, at=at)

    async def run(client: AsyncClient) -> Mirrored:
        with shown_on(sys.stderr, quiet=as_json) as report:
            return await client.sync_down(
                directory,
                selection,
                delete=delete,
                allow_empty=allow_empty,
                checksum=checksum,
                report=report,
            )

    done = speak(Where(url, gateway, collection), run)
    write(json.dumps(dataclasses.asdict(done)) + "\n" if as_json else _lines(done, selection))
    return ExitCode.FAILED if done.failed else ExitCode.DONE


def _lines(done: Mirrored, selection: Selection) -> str:
    failed = "".join(printable(f"{path}: {reason}") + "\n" for path, reason in done.failed)
    return (
        f"{failed}{counted(done.fetched, 'file')} fetched ({size_text(done.bytes)}), "
        f"{done.unchanged} unchanged, {done.removed} removed, {len(done.failed)} failed\n"
        f"{_nothing_line(done, selection)}{passed_line(done.passed_over)}"
    )


def _nothing_line(done: Mirrored, selection: Selection) -> str:
    """Return a line about a selection without files; a misspelt prefix looks as one that is in place."""
    if done.fetched or done.unchanged or done.failed:
        return ""
    if selection.glob is not None:
        return f"no file matches: {NOTHING_SEEN}\n"
    return printable(f"no file below {selection.prefix!r}: {NOTHING_SEEN}") + "\n"
