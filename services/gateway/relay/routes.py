"""The table of what a gateway passes on: routes that read, of known services. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.messages.presence import ServicePresence


@dataclass(frozen=True, slots=True)
class Passed:
    """Routes of one service that are passed on."""

    service: str
    """As `spicerack serve` names it."""
    paths: tuple[str, ...]
    """Whole paths below the API, or beginnings of paths where they end in a slash."""


PASSED = (
    Passed(
        "spice",
        ("spice/kernels", "spice/coverage", "spice/missions", "spice/metakernels", "spice/metakernels/"),
    ),
)
"""No path that is not here goes anywhere: the gateway is no open proxy."""


def service_for(path: str) -> str | None:
    """Return the service that answers a path below the API; None where none is passed on.

    A path with dot segments (RFC 3986, section 5.2.4) is another one to whoever removes them.
    """
    if {".", ".."} & set(path.split("/")):
        return None
    for one in PASSED:
        if any(path == known or (known.endswith("/") and path.startswith(known)) for known in one.paths):
            return one.service
    return None


def address_in(services: Iterable[ServicePresence], *, service: str, site: str) -> str | None:
    """Return where a service of a site answers; None where none is ready.

    It is of the gateway's own site: another's could name any host, and would be shown the caller's token.
    """
    found = (one.url for one in services if (one.service, one.site, one.state) == (service, site, "ready"))
    return next((url for url in found if url), None)
