"""`spicerack cp`: a file of the collection, copied, no byte of it travels."""

from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("cp")(_cp)
    return application


def _cp(
    *,
    source: Annotated[str, typer.Argument(help="A file of the collection.")],
    target: Annotated[str, typer.Argument(help="Its path; with `/` at its end a directory.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what stands there.")] = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Copy a file within the collection, as one commit."""
    path = target + source.rpartition("/")[2] if target.endswith("/") else target

    async def copy(client: AsyncClient) -> None:
        change = await client.copy(source, path, overwrite=force)
        write(change_line(change, as_json=as_json))

    speak(Where(url, gateway, collection), copy)
