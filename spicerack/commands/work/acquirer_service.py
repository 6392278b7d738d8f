"""The acquirer that commands ask: the one that was named, or one that a manager knows of."""

from typing import Annotated

import typer

from spicerack.client.acquirer import AcquirerClient
from spicerack.client.client import ManagerClient
from spicerack.commands.run.url import services_with, url_of

ACQUIRER = "acquirer"

AcquirerUrl = Annotated[
    str | None,
    typer.Option(
        "--acquirer-url",
        metavar="URL",
        envvar="SPICERACK_ACQUIRER_URL",
        help="The acquirer to ask. Default: the one that asks providers, of those that the manager at --url "
        "knows of.",
    ),
]


def acquirer_at(url: str, acquirer_url: str | None) -> AcquirerClient:
    """Return a client of the acquirer that was named, or of the one that asks providers.

    Raises:
        CommandError: no acquirer is known.
    """
    if acquirer_url is not None:
        return AcquirerClient(acquirer_url)
    with ManagerClient(url) as manager:
        services = services_with(manager.services, ACQUIRER).services
    first = url_of(services, ACQUIRER, site=None)
    told = {one.url for one in services if one.service == ACQUIRER and one.url}
    for place in (first, *sorted(told - {first})) if len(told) > 1 else ():
        with AcquirerClient(place) as client:
            if client.status().holds:
                return AcquirerClient(place)
    return AcquirerClient(first)
