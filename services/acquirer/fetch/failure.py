"""Failures of granules, by who must act. Pure."""

from enum import StrEnum
from typing import Final

from shared.model.errors import OperatorError
from shared.roots.errors import (
    ChangedError,
    CorruptError,
    DeniedError,
    MissingError,
    StorageError,
    UnreachableError,
)


class Blame(StrEnum):
    """Whose fault a failure is."""

    PROVIDER = "provider"
    """What it offers is not what it says, or changes."""
    WAY = "way"
    """The provider is down, or overloaded, or the way to it: it mends itself."""
    ACCESS = "access"
    """The provider does not let us in: whoever runs this acquirer looks at user, password and key."""
    SITE = "site"
    """The disk or the collection of this site: its operator must act."""


class GranuleError(Exception):
    """A granule cannot be had now; `str()` is one line for people."""

    def __init__(self, blame: Blame, words: str) -> None:
        super().__init__(words)
        self.blame = blame


KINDS: Final = (
    (UnreachableError, Blame.WAY),
    (DeniedError, Blame.ACCESS),
    (MissingError, Blame.PROVIDER),
    (ChangedError, Blame.PROVIDER),
    (CorruptError, Blame.PROVIDER),
    (StorageError, Blame.PROVIDER),
    (OperatorError, Blame.ACCESS),
)
"""What a source raises, and whose fault that is; the first that fits counts."""

WORDS: Final = {
    Blame.PROVIDER: "fault of the provider",
    Blame.WAY: "the provider or the way to it is out of order",
    Blame.ACCESS: "the provider does not let us in, or not so",
    Blame.SITE: "fault of this site",
}


def of_source(error: OperatorError) -> GranuleError:
    """Return what a source has raised, with whose fault it is."""
    blame = next(blame for kind, blame in KINDS if isinstance(error, kind))
    return GranuleError(blame, f"{WORDS[blame]}: {error}")


def of_provider(words: str) -> GranuleError:
    """Return a failure that is the provider's."""
    return GranuleError(Blame.PROVIDER, f"{WORDS[Blame.PROVIDER]}: {words}")


def of_site(words: str) -> GranuleError:
    """Return a failure that is this site's."""
    return GranuleError(Blame.SITE, f"{WORDS[Blame.SITE]}: {words}")
