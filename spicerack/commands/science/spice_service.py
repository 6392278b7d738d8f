"""The SPICE service that commands ask: the one that was named, or one that a manager knows of."""

from typing import Annotated

import typer

from spicerack.client.client import ManagerClient
from spicerack.client.spice import SpiceClient
from spicerack.commands.run.url import services_with, url_of

SPICE = "spice"

SpiceUrl = Annotated[
    str | None,
    typer.Option(
        "--spice",
        metavar="URL",
        envvar="SPICERACK_SPICE_URL",
        help="The SPICE service to ask. Default: one that the manager at --url knows of.",
    ),
]


def spice_at(url: str, spice: str | None) -> SpiceClient:
    """Return a client of the service that was named, or of one that a manager knows of.

    Raises:
        CommandError: no SPICE service is known.
    """
    if spice is not None:
        return SpiceClient(spice)
    with ManagerClient(url) as manager:
        found = services_with(manager.services, SPICE)
    return SpiceClient(url_of(found.services, SPICE, site=None))
