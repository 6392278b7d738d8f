"""Going on when the bus does not: a long-running action is begun again after a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

from shared.bus.port import BusError

log = logging.getLogger(__name__)


async def retry_forever(action: Callable[[], Awaitable[None]], *, doing: str, pause: float) -> None:
    """Run `action`, and again after `pause` seconds whenever the bus fails it. Ends when it ends.

    Args:
        action: what is to be done; it must be able to begin anew at any time.
        doing: its name in the log.
        pause: seconds.
    """
    while True:
        failed: BusError | None = None
        try:
            await action()
        except* BusError as group:
            # By itself, or of one of the tasks that the action is made of.
            failed = next(_leaves(group))
        if failed is None:
            return
        log.warning("%s: %s; trying again in %s s", doing, failed, pause)
        await asyncio.sleep(pause)


def _leaves(group: BaseExceptionGroup[BusError]) -> Iterator[BusError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
