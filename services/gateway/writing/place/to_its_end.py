"""A write that goes on to its end in its thread, whoever goes away: half of it would have to be put back."""

import asyncio
from collections.abc import Callable

from shared.roots.posix.groups.site_writer import NotWritten


class WrittenError(asyncio.CancelledError):
    """The caller went away, and the change was made all the same."""


async def to_its_end(write: Callable[[], NotWritten | None]) -> NotWritten | None:
    """Write a group in a thread.

    Raises:
        WrittenError: the request was cancelled, and the group is in place.
    """
    writing = asyncio.create_task(asyncio.to_thread(write))
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait([writing])
        if writing.exception() is None and writing.result() is None:
            raise WrittenError from None
        raise
