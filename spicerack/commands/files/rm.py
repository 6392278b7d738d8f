"""`spicerack rm`: files of the collection, removed at every site."""

from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Delete
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.trees import paths_below
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("rm")(_rm)
    return application


def _rm(
    *,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, and empty directories.")],
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Directories with all that lies in them, as one commit.")
    ] = False,
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="For the log; several files are one commit.")
    ] = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Remove files at every site; their history stays."""

    async def remove(client: AsyncClient) -> None:
        if len(paths) == 1 and message is None and not recursive:
            change = await client.remove(paths[0])
        else:
            wanted = await _below(client, paths) if recursive else paths
            change = await client.commit([Delete(path=path) for path in wanted], message=message or "")
        write(change_line(change, as_json=as_json))

    speak(Where(url, gateway, collection), remove)


async def _below(client: AsyncClient, paths: list[str]) -> list[str]:
    """Return the paths with all that lies below them, each once."""
    return list(dict.fromkeys([path for said in paths for path in await paths_below(client, said)]))
