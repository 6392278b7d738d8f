"""`spicerack conflicts`: files of which two sites made different contents."""

from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.conflict import Conflict
from spicerack.client.gateway.conflicts import find_conflicts
from spicerack.commands.files.conflict_lines import (
    TEXT_BYTES_MAX,
    conflict_json,
    conflict_lines,
    difference,
)
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.text import printable


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("conflicts")(_conflicts)
    return application


def _conflicts(
    *,
    prefix: Annotated[str, typer.Argument(help="Only paths that begin with this.")] = "",
    diff: Annotated[bool, typer.Option("--diff", help="Show how texts differ.")] = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """List the files of which two sites made different contents.

    Example: spicerack conflicts ck/ --diff
    """

    async def show(client: AsyncClient) -> None:
        for conflict in await find_conflicts(client, prefix=prefix):
            lines = [conflict_json(conflict)] if as_json else list(conflict_lines(conflict))
            if diff and not as_json:
                lines += await _differences(client, conflict)
            write("".join(f"{line}\n" for line in lines))

    speak(Where(url, gateway, collection), show)


async def _differences(client: AsyncClient, conflict: Conflict) -> list[str]:
    """Return how each copy differs from what has the name, or from the first copy where nothing has it."""
    first, *others = conflict.versions
    lines: list[str] = []
    for other in others:
        if max(first.size, other.size) > TEXT_BYTES_MAX:
            lines.append(printable(f"{other.path}: not compared: over {TEXT_BYTES_MAX} bytes"))
            continue
        texts = (await client.read(first.path), await client.read(other.path))
        lines += difference(first, other, texts)
    return lines
