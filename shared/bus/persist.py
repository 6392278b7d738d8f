"""Going on when the bus does not: a long-running action is begun again after a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from shared.bus.port import BusError

log = logging.getLogger(__name__)


async def persist(action: Callable[[], Awaitable[None]], *, doing: str, pause: float) -> None:
    """Run `action`, and again after `pause` seconds whenever the bus fails it. Ends when it ends.

    Args:
        action: what is to be done; it must be able to begin anew at any time.
        doing: its name in the log.
        pause: seconds.
    """
    while True:
        try:
            await action()
        except BusError as error:
            log.warning("%s: %s; trying again in %s s", doing, error, pause)
            await asyncio.sleep(pause)
        else:
            return
