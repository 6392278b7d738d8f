"""`spicerack get`: files of the collection, to this host."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.http.files import FileRow
from shared.model.paths import PathError, check_path
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.files.distinct import distinct
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.show_progress import shown_on
from spicerack.commands.files.trees import remote_files
from spicerack.commands.options import DEFAULT_URL, At, Json, Url, new_app, write
from spicerack.errors import CommandError
from spicerack.text import printable, size_text


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("get")(_get)
    return application


def _get(
    *,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files and directories of the collection; with a slash at its end, what is in it.",
        ),
    ],
    to: Annotated[
        Path, typer.Option(metavar="DIR|FILE", help="A directory; for one path also the name of a file.")
    ] = Path(),
    parents: Annotated[
        bool, typer.Option("--parents", help="Keep the directories of the collection below DIR.")
    ] = False,
    at: At = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Bring files to this host, verified; a download that was cut goes on where it was.

    Example: spicerack get spk/ --to kernels
    """

    async def bring(client: AsyncClient) -> None:
        found = await (_below(client, paths, to, at) if parents else _targets(client, paths, to, at))
        targets = distinct(found)
        with shown_on(sys.stderr, quiet=as_json) as report:
            for path, target in targets.items():
                row = await client.download(path, target, at=at, report=report)
                write(_line(row, target, as_json=as_json))

    speak(Where(url, gateway, collection), bring)


async def _targets(client: AsyncClient, paths: list[str], to: Path, at: str | None) -> dict[str, Path]:
    """Return where each file goes."""
    targets: dict[str, Path] = {}
    for said in paths:
        for path, name in (await remote_files(client, said, at=at)).items():
            is_file = path == said
            targets[path] = target_of(path, to, many=len(paths) > 1) if is_file else to / inner(name)
    return targets


async def _below(client: AsyncClient, paths: list[str], to: Path, at: str | None) -> dict[str, Path]:
    """Return where each file goes that keeps its path."""
    return {path: to / inner(path) for said in paths for path in await remote_files(client, said, at=at)}


def inner(name: str) -> str:
    """Return a name that a gateway has said. Raises CommandError: it would leave the directory."""
    try:
        check_path(name)
    except PathError as error:
        raise CommandError(f"what answers is no gateway of SpiceRack: {error}") from error
    return name


def target_of(path: str, to: Path, *, many: bool) -> Path:
    """Return where one file goes: into a directory that is there, or that several files go to.

    A link that is named leads to the file that is written: what reads the link finds it.
    """
    if many or to.is_dir():
        return to / path.rpartition("/")[2]
    return to.resolve() if to.is_symlink() and to.is_file() else to


def _line(row: FileRow, target: Path, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({**row.model_dump(mode="json"), "file": str(target)}) + "\n"
    return printable(f"{target}: {size_text(row.size)}, BLAKE3 {row.content}") + "\n"
