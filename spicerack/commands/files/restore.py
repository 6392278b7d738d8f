"""`spicerack restore`: files of the collection, brought back as they were."""

import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.http.changes import COMMIT_CHANGES_MAX, ChangeRow
from shared.contracts.http.files import FileRow
from shared.model.links import is_link
from shared.model.paths import ancestors
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Change, Delete, Put
from spicerack.client.gateway.errors import ChangedError, GatewayError, NotFoundError
from spicerack.client.gateway.progress import Report
from spicerack.client.gateway.restoration import Restoration, restoration
from spicerack.client.gateway.selection import Selection, is_file
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.show_progress import shown_on
from spicerack.commands.options import DEFAULT_URL, MOMENT, Json, Url, moment, new_app, write
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import counted, printable, size_text


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("restore")(_restore)
    return application


def _restore(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH...]", help="Files; with a slash at its end, what was in a directory."),
    ] = None,
    at: Annotated[
        str, typer.Option(metavar=MOMENT, parser=moment, help="As it stood at a revision, or at a time.")
    ],
    everything: Annotated[bool, typer.Option("--all", help="The whole collection.")] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Remove files of these directories that came later, too.")
    ] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be done, and do nothing.")] = False,
    message: Annotated[str | None, typer.Option("--message", "-m", help="For the log.")] = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Bring files back as they were, as one new commit: nothing of the history goes.

    The bytes come from a site that still has them, in the tree or in its trash. All are here and verified
    before anything changes, and what somebody changes meanwhile is not replaced.

    Example: spicerack restore mk/ --at 2026-05-04T12:00Z --plan
    """
    if everything == bool(paths):
        raise UsageProblem("say which files and directories are restored, or --all, and not both")
    wanted = [""] if everything else list(paths or ())

    async def act(client: AsyncClient) -> None:
        """Find what has to change, and commit it, or tell it."""
        found = await _difference(client, wanted, at, exact=exact)
        if plan:
            write(_plan(found, as_json=as_json))
            return
        with (
            tempfile.TemporaryDirectory(prefix="spicerack-restore-") as kept,
            shown_on(sys.stderr, quiet=as_json) as report,
        ):
            changes = await _changes(client, found, Path(kept), report)
            said = message if message is not None else f"restored as of {at}"
            change = await _commit(client, found, changes, message=said, report=report)
        write(change_line(change, as_json=as_json) if change else "all of it is as it was\n")

    speak(Where(url, gateway, collection), act)


async def _commit(
    client: AsyncClient, found: Restoration, changes: list[Change], *, message: str, report: Report
) -> ChangeRow | None:
    """Have what stands in the way removed, and all that changes changed; return the last commit.

    Raises CommandError: somebody wrote to it meanwhile.
    """
    done = "nothing was restored"
    try:
        if found.in_the_way:
            gone = [Delete(path=row.path, if_match=row.content) for row in found.in_the_way]
            cleared = await client.commit(gone, message=f"{message}: what stands in the way", report=report)
            done = f"what stood in the way is removed (revision {cleared.revision}), and nothing came back"
        return await client.commit(changes, message=message, report=report) if changes else None
    except ChangedError as error:
        raise CommandError(
            f"{done}, since somebody wrote to it meanwhile: {error}; look at "
            "it with --plan, and restore again"
        ) from error


async def _difference(client: AsyncClient, wanted: list[str], at: str, *, exact: bool) -> Restoration:
    """Return what has to change. Raises CommandError: it is nothing that one commit can do, or was never."""
    then = {row.path: row for path in wanted for row in await _rows(client, path, at)}
    now = {row.path: row for path in wanted for row in await _standing(client, path)}
    for path in wanted:
        if path and not any(_lies_in(found, path) for found in then):
            raise CommandError(f"nothing stood at {path!r} then: `spicerack ls --at {at}` tells what did")
    found = restoration(then.values(), now.values(), exact=exact)
    if found.in_the_way and not exact:
        raise CommandError(
            f"{found.in_the_way[-1].path!r} stands in the way, since it is a directory where a file was, or "
            "a file where a directory was: move it away, or say --exact to have it removed"
        )
    if found.count > COMMIT_CHANGES_MAX:
        raise CommandError(
            f"{counted(found.count, 'file')} would change, and one commit takes {COMMIT_CHANGES_MAX}:"
            " restore one directory after the other"
        )
    return found


async def _rows(client: AsyncClient, path: str, at: str | None) -> list[FileRow]:
    selection = Selection(prefix=path, at=at)
    return [row async for row in client.files(selection) if _lies_in(row.path, path)]


async def _standing(client: AsyncClient, path: str) -> list[FileRow]:
    """Return what stands now in what was named, and the files above it, which are in its way."""
    selection, name = Selection(prefix=path), path.removesuffix("/")
    rows = [row async for row in client.paths(selection) if _lies_in(row.path, path)]
    for above in (*ancestors(name), *([name] if name != path else ())):
        with suppress(NotFoundError):
            rows.append(await client.row(above))
    return rows


def _lies_in(found: str, path: str) -> bool:
    """Tell whether a file is the one that was named, or lies in the directory that was."""
    return not path or found == path or found.startswith(f"{path.removesuffix('/')}/")


async def _changes(client: AsyncClient, found: Restoration, kept: Path, report: Report) -> list[Change]:
    """Bring all bytes, and return the changes of one commit. Raises CommandError: some are nowhere."""
    changes: list[Change] = []
    for number, (was, stands) in enumerate(found.changed):
        target = kept / str(number)
        try:
            # By its own revision: a time may mean another one once more commits are known.
            await client.download(was.path, target, at=was.revision, report=report)
        except GatewayError as error:
            raise CommandError(f"nothing was restored, for want of {was.path}: {error}") from error
        match = None if stands is None else stands.content
        put = Put(path=was.path, source=target, if_match=match, create=stands is None, link=is_link(was.mode))
        changes.append(put)
    return [*changes, *(Delete(path=row.path, if_match=row.content) for row in found.removed)]


def _plan(found: Restoration, *, as_json: bool) -> str:
    back = [was.path for was, _ in found.changed]
    gone = [row.path for row in (*found.removed, *found.in_the_way) if is_file(row)]
    if as_json:
        return json.dumps({"back": back, "removed": gone, "bytes": found.size}) + "\n"
    total = (
        f"{counted(len(back), 'file')} ({size_text(found.size)}) back, {counted(len(gone), 'file')} removed"
    )
    lines = [*(f"back     {path}" for path in back), *(f"removed  {path}" for path in gone), total]
    return "".join(f"{printable(line)}\n" for line in lines)
