"""A lease that a thread takes for a task that was cancelled is given back."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from services.archive.follow.lease import entered


class Taking:
    """A block that is entered once it may be."""

    def __init__(self) -> None:
        self.begun, self.may, self.left = threading.Event(), threading.Event(), threading.Event()

    @contextmanager
    def block(self) -> Iterator[str]:
        """Enter it."""
        self.begun.set()
        self.may.wait()
        try:
            yield "held"
        finally:
            self.left.set()


async def test_what_is_taken_after_a_cancellation_is_given_back() -> None:
    """Else the next one to ask waits for ever."""
    taking = Taking()
    task = asyncio.create_task(entered(taking.block()))
    await asyncio.to_thread(taking.begun.wait)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    taking.may.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert taking.left.is_set()


async def test_what_is_taken_in_peace_is_held() -> None:
    """Until its block is left."""
    taking = Taking()
    taking.may.set()
    holding = taking.block()
    assert await entered(holding) == "held"
    assert not taking.left.is_set()
    holding.__exit__(None, None, None)
    assert taking.left.is_set()
