"""The gateway that commands speak to: the one that was named, or one that a manager knows of."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import typer

from spicerack.client.client import ManagerClient
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.options import DEFAULT_COLLECTION
from spicerack.commands.run.url import services_with, url_of
from spicerack.errors import CommandError

GatewayUrl = Annotated[
    str | None,
    typer.Option(
        "--gateway",
        metavar="URL",
        envvar="SPICERACK_GATEWAY_URL",
        help="The gateway to speak to. Default: one that the manager at --url knows of.",
    ),
]
Collection = Annotated[
    str | None,
    typer.Option(help="Its collection. Default: that of the manager, or with --gateway `spice`."),
]
Glob = Annotated[
    str | None,
    typer.Option(
        metavar="PATTERN",
        help="Only paths that match: * and ? in a name, ** over several; without `/` names anywhere.",
    ),
]

GATEWAY = "gateway"

Result = TypeVar("Result")
Act = Callable[[AsyncClient], Coroutine[Any, Any, Result]]


@dataclass(frozen=True, slots=True)
class Where:
    """Which gateway, and which collection."""

    url: str
    gateway: str | None
    collection: str | None

    def resolved(self) -> tuple[str, str]:
        """Return the gateway's address and the collection. Raises CommandError: no gateway is known."""
        if self.gateway is not None:
            return self.gateway, self.collection or DEFAULT_COLLECTION
        try:
            with ManagerClient(self.url) as manager:
                found = services_with(manager.services, GATEWAY)
        except CommandError as error:
            # Where files are read by everybody, a manager still tells nothing to who has no token.
            raise CommandError(
                f"{error}; or name the gateway itself: --gateway URL, or SPICERACK_GATEWAY_URL"
            ) from error
        return url_of(found.services, GATEWAY, site=None), self.collection or found.collection


def speak(where: Where, act: Act[Result]) -> Result:
    """Return what `act` returns, given a client of the gateway."""
    url, collection = where.resolved()

    async def run() -> Result:
        async with AsyncClient(url, collection=collection) as client:
            return await act(client)

    return asyncio.run(run())
