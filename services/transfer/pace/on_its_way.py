"""One part on its way: timed by the loop, for the window that says how many may be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from services.transfer.pace.window import Window


@asynccontextmanager
async def on_its_way(window: Window) -> AsyncIterator[Callable[[int], None]]:
    """Have a part count as on its way for the block, or until what is yielded is called with its bytes."""
    clock, flies = asyncio.get_running_loop().time, True
    began = clock()
    window.flying += 1

    def came(size: int) -> None:
        nonlocal flies
        flies = False
        window.flying -= 1
        window.answered(clock() - began, size, now=clock())

    try:
        yield came
    finally:
        if flies:
            window.flying -= 1
