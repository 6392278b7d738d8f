"""Cancellations that a library may have swallowed, heard after all."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

Answer = TypeVar("Answer")


async def heeding_cancellation(answer: Awaitable[Answer]) -> Answer:
    """Return an answer, unless the task was cancelled while it waited for it.

    `asyncio.wait_for` of Python before 3.12, with which the client library waits, loses a cancellation that
    comes in the same turn of the loop as the answer (https://github.com/python/cpython/issues/86296). A task
    that goes on like that is not cancelled again: a process that was told to end would wait for it for ever.

    Raises:
        asyncio.CancelledError: the task was cancelled meanwhile.
    """
    task = asyncio.current_task()
    assert task is not None
    before = task.cancelling()  # What ends after a cancellation may still ask.
    found = await answer
    if task.cancelling() > before:
        raise asyncio.CancelledError
    return found
