"""The port to a receiver."""

from typing import Protocol

from services.archive.hooks.payload import Said


class AwayError(Exception):
    """The receiver did not take an event now; it may later."""


class RefusedError(AwayError):
    """The receiver is there, and says that this event is wrong."""


class Receiver(Protocol):
    """Somebody who is told of events, each once or more often."""

    async def send(self, said: Said) -> None:
        """Return once the receiver has taken the event.

        Raises:
            RefusedError: it says that the event is wrong.
            AwayError: it cannot be reached, or cannot take it now.
        """

    async def close(self) -> None:
        """Let go of what is open."""
