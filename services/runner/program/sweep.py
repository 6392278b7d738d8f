"""The removal of what runners on the same directory of state have left when they died."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from services.runner.program.place import Place

log = logging.getLogger(__name__)

Remove = Callable[[Place], Awaitable[None]]
"""Removes what one kind of program has left of a runner that is gone."""


async def clear_abandoned(place: Place, removers: Sequence[Remove]) -> None:
    """Remove the working directories of runners that died, and what runs of theirs."""
    places = place.abandoned()
    while (left := await asyncio.to_thread(next, places, None)) is not None:
        log.info("runner %s has died: what it left is removed", left.owner)
        for remove in removers:
            await remove(left)
