"""The port of providers. `tests/unit/services/satellites/providers/conformance.py` holds what all must keep.

No text of an error quotes an answer, an address or a credential.
"""

import math
from collections.abc import Awaitable, Callable
from typing import Protocol

from services.satellites.catalogue.decode.port import Format

PIECE = 64 * 1024
"""Bytes handed over at a time: some 50 records, a few milliseconds of reading."""


class ProviderError(Exception):
    """A provider gave nothing that can be used. `str()` says who must act."""


class ProviderDownError(ProviderError):
    """The provider must act, or the line: no whole answer came. Try again later."""


class ProviderBusyError(ProviderError):
    """Nobody must act: a limit of the provider is reached, or we would reach it by asking now."""


class SlotTakenError(ProviderBusyError):
    """Nobody must act: what we ask of the provider is used up for now, by this process or another."""

    def __init__(self, seconds: float) -> None:
        """Begin with how long it is until a slot is free."""
        super().__init__(
            "it was asked for lately, here or by another replica of this account; "
            f"its turn comes in {math.ceil(seconds / 60.0)} min"
        )
        self.seconds = seconds


class ProviderDeniedError(ProviderError):
    """The operator must act: the credentials are missing or refused. Trying again may lock the account."""


class Sink(Protocol):
    """Takes what a provider sends."""

    async def feed(self, data: bytes) -> None:
        """Take a piece of a body."""

    async def next_body(self) -> None:
        """Take note that one body is whole and another begins."""


class Provider(Protocol):
    """One source of element sets."""

    @property
    def name(self) -> str:
        """Name of the source, as the operator gave it."""

    @property
    def format(self) -> Format:
        """What its bodies are."""

    async def pull(self, sink: Sink) -> None:
        """Give everything that the provider has now to `sink`; return once all of it has come.

        What `sink` raises comes through. May be called again at any time: the provider's own limits hold.

        Raises:
            ProviderError: not all has come. What `sink` got is of no use.
        """


Pause = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""
