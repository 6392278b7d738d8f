"""Handlers of messages, and the ways in which they may end other than by returning."""

from collections.abc import Awaitable, Callable

from shared.bus.port import Message

Handler = Callable[[Message], Awaitable[None]]
"""Handles one message. Returning means: its effect is durable. It may run twice, late, out of order."""


class HandBack(Exception):  # noqa: N818  no error: one of the ways in which a handler ends
    """Not now: deliver it again after `delay` seconds. Waiting never makes a dead letter."""

    def __init__(self, reason: str, *, delay: float) -> None:
        super().__init__(reason)
        self.delay = delay


class RetryableError(Exception):
    """It did not work and may work next time. After the last attempt its text is the dead letter's reason."""
