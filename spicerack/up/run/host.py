"""Runs everything of one `up`: the server first, then the services; drains them the other way round."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from spicerack.errors import CommandError
from spicerack.up.nats.address import NatsAddress
from spicerack.up.nats.managed_server import ManagedServer
from spicerack.up.run.managed import Managed
from spicerack.up.run.supervise import Change, Keeping, Phase, Stop, first_of, keep_all, keep_running

PlanServices = Callable[[NatsAddress], Sequence[Managed]]


async def run_with_server(server: ManagedServer, plan: PlanServices, *, stop: Stop, keeping: Keeping) -> None:
    """Run a server and, once it is ready, the services that `plan` makes for it, until `stop`.

    Raises:
        CommandError: the server could not be started the first time; later it is tried again.
    """
    ready, failed = asyncio.Event(), asyncio.Event()
    words: list[str] = []

    def report(change: Change) -> None:
        keeping.report(change)
        if change.phase is Phase.DIED and not ready.is_set():
            words.append(change.last_words)
            failed.set()

    server_stop = Stop()
    async with asyncio.TaskGroup() as group:
        kept = keep_running(server, stop=server_stop, keeping=replace(keeping, report=report), started=ready)
        group.create_task(kept, name=server.name)
        await first_of(ready.wait(), failed.wait(), stop.requested.wait())
        if ready.is_set():
            await keep_all(plan(server.nats()), stop=stop, keeping=keeping)
        server_stop.ask()
        if stop.urgent.is_set():
            server_stop.ask()
    if words:
        raise CommandError(f"the NATS server cannot be started: {words[0]}")
