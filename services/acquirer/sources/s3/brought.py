"""The outcome of one request for an object. Pure."""

from dataclasses import dataclass

from shared.roots.port import Stat


@dataclass(frozen=True, slots=True)
class Brought:
    """An object, or its head."""

    version: Stat
    rest_from: int | None = None
    """The byte from which on it is still to be brought, since what is before it is here; None: all came."""
