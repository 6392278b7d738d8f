"""A task group for work that has one outcome: the first failure comes out by itself, not in a group."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def one_outcome() -> AsyncIterator[asyncio.TaskGroup]:
    """Yield a task group; when it fails, raise the first of its failures.

    A plain `asyncio.TaskGroup` wraps what the body or a task raises, so that a caller's
    `except BusError` would not see a bus that failed.
    """
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise first_failure(failures) from failures


def first_failure(error: BaseException) -> BaseException:
    """Return the first failure in a group, or in the groups in it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
