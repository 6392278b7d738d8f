"""`spicerack find`: the paths of a selection, one a line."""

import json
from typing import Annotated

import typer

from shared.contracts.http.files import FileRow
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.selection import Selection, is_file
from spicerack.commands.files.gateway import Collection, GatewayUrl, Glob, Where, speak
from spicerack.commands.options import DEFAULT_URL, At, Json, Url, new_app, write
from spicerack.text import printable

WILDCARDS = frozenset("*?[")
"""Of a pattern. A name that has one itself is found by `--glob '*[[]*'`, or by what it begins with."""

Size = Annotated[int | None, typer.Option(metavar="BYTES", min=0)]


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("find")(_find)
    return application


def _find(
    *,
    what: Annotated[
        str,
        typer.Argument(
            metavar="[PREFIX|PATTERN]",
            help="Only paths that begin with this; with `*`, `?` or `[` in it the same as --glob.",
        ),
    ] = "",
    glob: Glob = None,
    at: At = None,
    changed_since: Annotated[
        int | None, typer.Option(metavar="REVISION", min=0, help="Only what changed after a revision.")
    ] = None,
    content: Annotated[
        str | None, typer.Option(metavar="BLAKE3", help="Only files with these bytes.")
    ] = None,
    min_size: Size = None,
    max_size: Size = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="End paths with NUL, for `xargs -0`.")] = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """List the files of a selection.

    A pattern without `/` is held against names, wherever they are: `*.tls`. One with `/` is held against the
    whole path: `ck/*.bc`, `ck/**/*.bc`.
    """
    prefix, glob = (what, glob) if glob is not None or WILDCARDS.isdisjoint(what) else ("", what)
    selection = Selection(
        prefix=prefix,
        glob=glob,
        at=at,
        changed_since=changed_since,
        content=content,
        min_size=min_size,
        max_size=max_size,
    )

    async def show(client: AsyncClient) -> None:
        async for row in client.paths(selection):
            if is_file(row):
                write(_line(row, null=null, as_json=as_json))

    speak(Where(url, gateway, collection), show)


def _line(row: FileRow, *, null: bool, as_json: bool) -> str:
    if as_json:
        return json.dumps(row.model_dump(mode="json")) + "\n"
    return f"{row.path}\0" if null else f"{printable(row.path)}\n"
