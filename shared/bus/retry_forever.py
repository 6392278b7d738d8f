"""Going on when the bus does not: a long-running action is begun again after a pause that grows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

from shared.bus.port import BusError
from shared.model.backoff import Backoff

log = logging.getLogger(__name__)

LONGEST = 8.0
"""Seconds: what comes back after a long outage is noticed within this time. A try costs one request."""

STABLE_AFTER = 60.0
"""Seconds: an action that ran for so long worked; its next failure is the first one again."""


async def retry_forever(action: Callable[[], Awaitable[None]], *, doing: str, pause: float) -> None:
    """Run `action`, and again after a pause whenever the bus fails it. Ends when it ends.

    Args:
        action: what is to be done; it must be able to begin anew at any time.
        doing: its name in the log.
        pause: seconds after the first failure; each further one in a row doubles it, up to `LONGEST`.
    """
    backoff = Backoff(first=pause, longest=max(pause, LONGEST))
    now = asyncio.get_running_loop().time
    failures = 0
    while True:
        failed: BusError | None = None
        began = now()
        try:
            await action()
        except* BusError as group:
            # By itself, or of one of the tasks that the action is made of.
            failed = next(_leaves(group))
        if failed is None:
            return
        failures = 1 if now() - began >= STABLE_AFTER else failures + 1
        delay = backoff.delay(failures)
        log.warning("%s: %s; trying again in %g s", doing, failed, delay)
        await asyncio.sleep(delay)


def _leaves(group: BaseExceptionGroup[BusError]) -> Iterator[BusError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
