"""The orchestrator: finds collections, holds leases on them, and works for each that it holds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from services.orchestrator.collection import Collection, OrchestratorContext
from shared.bus.leases import Leases
from shared.bus.retry_forever import retry_forever
from shared.contracts.topology import ConsumerSpec

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at the leases: those of others are tried for, those held are renewed in time."""

REGISTER_EVERY = 15.0
"""Seconds between two looks at whether it is still registered: a server's store may have been restored."""


class Orchestrator:
    """Works for every collection whose lease it can get."""

    def __init__(
        self,
        context: OrchestratorContext,
        *,
        leases: Leases,
        ensure_consumer: Callable[[ConsumerSpec], Awaitable[None]],
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._look_every = look_every
        self._context = context
        self._leases = leases
        self._ensure_consumer = ensure_consumer
        self._found: set[str] = set()
        """Collections that have, or had, a site."""
        self._running: dict[str, asyncio.Task[None]] = {}
        self.collections: dict[str, Collection] = {}

    @property
    def key(self) -> str:
        """The public key that signs its commits."""
        return self._context.key.public

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Work until cancelled; leases are given up then."""
        await retry_forever(self._register, doing="register", pause=LOOK_EVERY)
        ready()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(retry_forever(self._follow_sites, doing="follow sites", pause=LOOK_EVERY))
                group.create_task(retry_forever(self._stay_registered, doing="register", pause=LOOK_EVERY))
                while True:
                    await self._look(group)
                    await asyncio.sleep(self._look_every)
        finally:
            for name in list(self._running):
                await self._leases.give_up(_lease(name))

    async def _stay_registered(self) -> None:
        """Register again where the server has forgotten it: who starts then would not believe its commits."""
        while True:
            await asyncio.sleep(REGISTER_EVERY)
            await self._register()

    async def _register(self) -> None:
        await self._context.registry.register_orchestrator(self._context.key.public)

    async def _follow_sites(self) -> None:
        async for collection in self._context.registry.follow_collections():
            self._found.add(collection)

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """Take on collections whose lease can be had, leave those whose lease was lost."""
        for name in sorted(self._found):
            held = await self._leases.hold(_lease(name))
            if held and name not in self._running:
                self._running[name] = group.create_task(self._work(name), name=f"collection {name}")
            elif not held and name in self._running:
                log.warning("another orchestrator took over collection %s", name)
                self._running.pop(name).cancel()

    async def _work(self, name: str) -> None:
        await retry_forever(
            lambda: self._ensure_consumer(self._context.topology.decider(name)),
            doing="bind to batches",
            pause=LOOK_EVERY,
        )
        try:
            while True:
                collection = self.collections[name] = Collection(self._context, name)
                await collection.run()
        finally:
            self.collections.pop(name, None)


def _lease(collection: str) -> str:
    return f"collection.{collection}"
