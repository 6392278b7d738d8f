"""A task group for work that has one outcome: the first failure comes out by itself, not in a group."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

One = TypeVar("One")


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


async def together(every: Sequence[One], do: Callable[[One], Awaitable[None]], *, most: int) -> None:
    """Do something for each, begun in their order, at most so many at a time; raise the first failure."""
    if len(every) == 1:
        await do(every[0])
        return
    waiting = iter(every)
    async with one_outcome() as group:
        for _ in range(min(most, len(every))):
            group.create_task(_do_each(waiting, do))


async def _do_each(waiting: Iterable[One], do: Callable[[One], Awaitable[None]]) -> None:
    for one in waiting:
        await do(one)


def first_failure(error: BaseException) -> BaseException:
    """Return the first failure in a group, or in the groups in it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
