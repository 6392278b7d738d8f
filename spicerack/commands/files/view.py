"""`spicerack view`: the collection as it stood at a moment, as a directory that nobody writes to."""

import json
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from shared.model.links import stays_inside
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.mirror import Mirrored
from spicerack.client.gateway.selection import Selection
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.show_progress import shown_on
from spicerack.commands.options import DEFAULT_URL, MOMENT, Json, Url, moment, new_app, write
from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.text import counted, printable, size_text

WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("view")(_view)
    return application


def _view(
    *,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Made by this; it must not be there.")],
    prefix: Annotated[str, typer.Argument(help="Only paths that begin with this.")] = "",
    at: Annotated[
        str, typer.Option(metavar=MOMENT, parser=moment, help="As it stood at a revision, or at a time.")
    ],
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> int:
    """Make a directory with the collection as it stood at a moment, for reading alone.

    The bytes come from a site that still has them, in the tree or in its trash, and are verified. The
    directory is there whole or not at all: what was cut goes on when the command is given again. Before you
    remove it: chmod -R u+w DIR.

    Example: spicerack view --at 2026-05-04T12:00Z as-of-may mk/
    """
    if os.path.lexists(directory):
        raise UsageProblem(f"{directory} is there already: name a directory that is not")
    making = making_of(directory)
    selection = Selection(prefix=prefix, at=at)

    async def run(client: AsyncClient) -> Mirrored:
        with shown_on(sys.stderr, quiet=as_json) as report:
            return await client.sync_down(making, selection, delete=True, allow_empty=True, report=report)

    done = speak(Where(url, gateway, collection), run)
    if done.failed:
        path, reason = done.failed[0]
        raise CommandError(
            f"{counted(len(done.failed), 'file')} cannot be had, so there is no view: {path}: {reason}; "
            f"what came is in {making}, and is gone on with when this is asked again"
        )
    count = done.fetched + done.unchanged
    if not count:
        raise CommandError(
            f"there was no file{f' at {prefix}' if prefix else ''} as of {at}: see `spicerack log`"
        )
    finish(making, directory, links=done.links)
    told = f"{directory}: {counted(count, 'file')} as of {at}, {size_text(done.bytes)} fetched"
    answer = json.dumps({"directory": str(directory), "files": count, "bytes": done.bytes})
    write((answer if as_json else printable(told)) + "\n")
    return ExitCode.DONE


def making_of(directory: Path) -> Path:
    """Return where a view is made: beside it, so that it gets its name at once."""
    return directory.parent / f".{directory.name}.view"


def finish(making: Path, directory: Path, *, links: Iterable[str] = ()) -> None:
    """Make links of the files at some paths, let nobody write to any, and give it its name.

    Raises:
        CommandError: the file system refused.
    """
    try:
        making.mkdir(exist_ok=True)
        for path in links:
            make_link(making, path)
        for folder, _, names in os.walk(making, topdown=False):
            for name in names:
                protect(Path(folder) / name)
            if Path(folder) != making:
                protect(Path(folder))
        making.rename(directory)
        protect(directory)
    except OSError as error:
        raise CommandError(f"cannot make {directory}: {error.strerror or error}") from error


def make_link(making: Path, path: str) -> None:
    """Put a link in the place of the file that holds its target; one that leads out stays a file."""
    held = making / path
    target = held.read_bytes()
    if stays_inside(path, target):
        held.unlink()
        held.symlink_to(os.fsdecode(target))


def protect(path: Path) -> None:
    """Let nobody write to a file or directory any more."""
    if path.is_symlink():
        return
    path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~WRITE)
