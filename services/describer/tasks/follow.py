"""Following a collection: its log into the fold and the backlog, and its descriptions into the backlog."""

import asyncio
from collections.abc import Callable
from functools import partial

from services.describer.context import DescriberContext
from shared.bus.retry_forever import retry_forever

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""

REGISTER_EVERY = 15.0
"""Seconds between two looks whether the key of this process is known: a server may have been restored."""


async def follow(context: DescriberContext, *, caught_up: Callable[[], None]) -> None:
    """Follow until cancelled. `caught_up` is called once all that was there is known.

    Raises:
        NewerSchemaError: the log was written by a newer major version: the operator must upgrade.
    """
    register = partial(context.keys.register, context.record())
    await retry_forever(register, doing="register", pause=RETRY)
    begun = asyncio.Event()
    async with asyncio.TaskGroup() as group:

        def folded() -> None:
            # A checkpoint brings paths without commits, and this process may have newer describers.
            context.backlog.begin()
            context.bell.set()
            if not begun.is_set():
                begun.set()
                group.create_task(context.descriptions.run(ready=caught_up), name="follow descriptions")

        group.create_task(context.followed.run(ready=folded), name="follow the log")
        keep = partial(_keep_registered, context)
        group.create_task(retry_forever(keep, doing="register", pause=RETRY), name="stay registered")


async def _keep_registered(context: DescriberContext) -> None:
    while True:
        await asyncio.sleep(REGISTER_EVERY)
        await context.keys.register(context.record())
