"""The choice of the service that a question is passed on to, and of its words there. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.gateway.relay.passed import PASSED, Passed
from shared.contracts.messages.presence import ServicePresence

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What a `*` of the table stands for: it means the same encoded or not, and is no dot segment."""


@dataclass(frozen=True, slots=True)
class Found:
    """The entry of the table for a question, and the names in its path."""

    passed: Passed
    names: Sequence[str]

    @property
    def there(self) -> str | None:
        """The path at the service; None: as it was asked for."""
        if self.passed.there is None:
            return None
        names = iter(self.names)
        return re.sub(r"\*", lambda _: next(names), self.passed.there)


def route_for(method: str, path: str) -> Found | None:
    """Return what answers a path below the API; None where none is passed on.

    A path with dot segments (RFC 3986, section 5.2.4) is another one to whoever removes them.
    """
    if {".", ".."} & set(path.split("/")):
        return None
    for one in PASSED:
        names = _names_in(one.path, path) if one.method == method else None
        if names is not None:
            return Found(one, names)
    return None


def _names_in(pattern: str, path: str) -> Sequence[str] | None:
    """Return what stands for each `*`; None where the path is not of the pattern."""
    if pattern.endswith("/"):
        return () if path.startswith(pattern) else None
    wanted, given = pattern.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    pairs = list(zip(wanted, given, strict=True))
    if not all(one == other or (one == "*" and NAME.fullmatch(other)) for one, other in pairs):
        return None
    return [other for one, other in pairs if one == "*"]


def address_in(services: Iterable[ServicePresence], *, passed: Passed, site: str) -> str | None:
    """Return where a service answers, at a site where it is of one; None where none is there and ready."""
    at = site if passed.of_site else None
    found = (one.url for one in services if (one.service, one.site) == (passed.service, at) and _answers(one))
    return next((url for url in found if url), None)


def _answers(one: ServicePresence) -> bool:
    """Tell whether a process answers: a manager says what its site does, and starts before it says so."""
    return one.service == "manager" or one.state == "ready"
