"""`spicerack cat`: the bytes of files, to standard output."""

import sys
from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, At, Url, new_app


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("cat")(_cat)
    return application


def _cat(
    *,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files of the collection.")],
    at: At = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
) -> None:
    """Write files to standard output, one after the other."""

    async def write(client: AsyncClient) -> None:
        for path in paths:
            async for piece in client.chunks(path, at=at):
                sys.stdout.buffer.write(piece)

    speak(Where(url, gateway, collection), write)
