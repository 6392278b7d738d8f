"""Runs handlers over durable consumers: at least once, bounded, with every way of failing decided."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from random import Random
from typing import Any, TypeVar

from shared.bus.consume.dead_letters import DeadLetters
from shared.bus.consume.delivery_attempt import Attempt, Figures, Rules
from shared.bus.consume.handler import HandBack, Handler, RetryableError
from shared.bus.consume.retry import RetryPolicy
from shared.bus.port import Bus, BusError, Delivery, NoStreamError
from shared.contracts.topology import ConsumerSpec, Topology
from shared.observability.tracing import NoTracer, Tracer

__all__ = ["ConsumerRunner", "HandBack", "Handler", "RetryableError"]

logger = logging.getLogger(__name__)

FETCH_SECONDS = 5.0
"""One wait for messages: no longer, since a server that starts again forgets who waited."""

CONCURRENCY = 8

DRAIN_SECONDS = 20.0

Result = TypeVar("Result")


class ConsumerRunner:
    """Runs handlers; one object serves all consumers of a process."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        source: Random,
        policy: RetryPolicy | None = None,
        drain_seconds: float = DRAIN_SECONDS,
        tracer: Tracer | None = None,
        ensure: Callable[[ConsumerSpec], Awaitable[None]] | None = None,
    ) -> None:
        """Wire it.

        Args:
            bus: where messages come from, and dead letters go to.
            topology: names the subjects of dead letters.
            source: randomness, for the jitter of delays.
            policy: when to try again, and when to give up.
            drain_seconds: how long handlers may go on after a stop, before they are cancelled.
            tracer: is told of each handling; nobody is by default.
            ensure: makes a consumer again that the server does not know any more, as after its store was
                lost and restored; without it, such a consumer is waited for.
        """
        self.figures = Figures()
        self._bus = bus
        self._ensure = ensure
        self._source = source
        self._drain_seconds = drain_seconds
        self._policy = policy or RetryPolicy()
        dead = DeadLetters(bus, topology)
        self._rules = Rules(
            dead=dead,
            policy=self._policy,
            source=source,
            figures=self.figures,
            tracer=tracer or NoTracer(),
            prefix=topology.prefix,
        )

    async def run(
        self,
        spec: ConsumerSpec,
        handler: Handler,
        *,
        concurrency: int = CONCURRENCY,
        stop: asyncio.Event | None = None,
    ) -> None:
        """Handle the messages of a consumer, at most `concurrency` at a time.

        Ends when `stop` is set: fetches no more, and lets the handlers finish. When cancelled, the
        handlers are cancelled with it. In both cases what was not finished is handed back at once.
        """
        stop = stop or asyncio.Event()
        running: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                free = concurrency - len(running)
                if free <= 0:
                    await unless(stop, asyncio.wait([*running], return_when=asyncio.FIRST_COMPLETED))
                    continue
                for delivery in await self._fetch(spec, free, stop):
                    attempt = Attempt(delivery, spec, handler, rules=self._rules)
                    task = group.create_task(attempt.run())
                    running.add(task)
                    task.add_done_callback(running.discard)
            await self._drain(running)

    async def _fetch(self, spec: ConsumerSpec, free: int, stop: asyncio.Event) -> Sequence[Delivery]:
        try:
            return await unless(stop, self._fetch_once(spec, free)) or ()
        except BusError as error:
            logger.warning("%s: cannot fetch: %s", spec.name, error)
            if isinstance(error, NoStreamError):
                await self._make_again(spec)
            await unless(stop, asyncio.sleep(self._policy.delay(1, self._source)))
            return ()

    async def _make_again(self, spec: ConsumerSpec) -> None:
        if self._ensure is None:
            return
        try:
            await self._ensure(spec)
        except BusError as error:
            logger.warning("%s: cannot be made: %s", spec.name, error)

    async def _fetch_once(self, spec: ConsumerSpec, free: int) -> Sequence[Delivery]:
        return await self._bus.fetch(spec.name, batch=free, timeout=FETCH_SECONDS)

    async def _drain(self, running: set[asyncio.Task[None]]) -> None:
        """Wait for the handlers, and cancel those that take too long."""
        if running:
            _, late = await asyncio.wait([*running], timeout=self._drain_seconds)
            for task in late:
                task.cancel()


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Return what `work` returns, or None when `stop` was set first and `work` was cancelled."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.wait([working, stopping])
