"""`spicerack mv`: a file or directory of the collection, moved."""

from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.trees import target_of
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("mv")(_mv)
    return application


def _mv(
    *,
    source: Annotated[str, typer.Argument(help="A file or directory of the collection.")],
    target: Annotated[
        str, typer.Argument(help="Its path; a directory that is there, or `/` at the end, means: into that.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that stands there.")] = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Move a file, or a directory with all that is in it, within the collection, as one commit."""

    async def move(client: AsyncClient) -> None:
        path = source.rstrip("/")
        change = await client.move(path, await target_of(client, path, target), overwrite=force)
        write(change_line(change, as_json=as_json))

    speak(Where(url, gateway, collection), move)
