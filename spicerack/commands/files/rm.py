"""`spicerack rm`: files of the collection, removed at every site."""

from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Delete
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("rm")(_rm)
    return application


def _rm(
    *,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files of the collection.")],
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
        if len(paths) == 1 and message is None:
            change = await client.remove(paths[0])
        else:
            change = await client.commit([Delete(path=path) for path in paths], message=message or "")
        write(change_line(change, as_json=as_json))

    speak(Where(url, gateway, collection), remove)
