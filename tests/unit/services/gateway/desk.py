"""A gateway over a bus in memory and a real directory, with a log that tests write. No test module."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from blake3 import blake3
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.gateway.api.application import API
from services.gateway.app import local_contents, make_context, remote_parts
from services.gateway.config import GatewayConfig
from services.gateway.console.files import read_console
from services.gateway.contents.anywhere import AnywhereContents
from services.gateway.contents.digester import Digester
from services.gateway.contents.facts import open_facts
from services.gateway.contents.remote.contents import RemoteContents, RemoteParts
from services.gateway.contents.root_files import RootFiles
from services.gateway.context import GatewayContext
from services.gateway.login.provider import LoginProvider
from services.gateway.overview.tell import Overviews
from services.gateway.overview.watch import RackWatch
from services.gateway.relay.relay import Relay
from services.gateway.writing.change_store import ChangeStore, open_changes
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus
from shared.catalog.fold.memory import MemoryTree
from shared.contracts.messages.batch import Change, GroupNote
from shared.contracts.topology import Topology
from shared.model.entry import DELETED, Kind, State
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Authorise
from testing.bus.memory import MemoryBus, MemoryServer
from testing.bus.pubsub import MemoryPubSub
from tests.unit.shared.catalog.logging_commits import (
    ORCHESTRATOR,
    batch_of,
    commit_of,
    directory,
    fold_one,
    signed,
)

COLLECTION = "kernels"
BELOW = f"/api/v1/collections/{COLLECTION}"
BEGAN = datetime(2026, 3, 4, tzinfo=UTC)
MTIME_NS = 1_700_000_000_123_456_789
OURS = {"SpiceRack-Request": "1"}
PATIENCE = 60.0


def hash_of(data: bytes) -> str:
    """Return the name of a content."""
    return blake3(data).hexdigest()


@dataclass
class Desk:
    """A gateway of site `a`, its log, its directory and its client."""

    context: GatewayContext
    application: FastAPI
    client: AsyncClient
    root: Path
    bus: MemoryBus | NatsBus
    pubsub: MemoryPubSub | NatsBus
    remote: RemoteParts
    tree: MemoryTree = field(default_factory=MemoryTree)
    number: int = 0

    def place(self, path: str, data: bytes, *, mtime_ns: int = MTIME_NS) -> None:
        """Write a file into the directory."""
        at = self.root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(data)
        os.utime(at, ns=(mtime_ns, mtime_ns))

    async def commit(
        self,
        files: Mapping[str, bytes | None],
        *,
        mtime_ns: int = MTIME_NS,
        place: bool = True,
        site: str = "a",
    ) -> int:
        """Have files (None: deletions) committed, and placed in the directory; return the revision."""
        for path, data in files.items():
            if place and data is None:
                (self.root / path).unlink()
            elif place and data is not None:
                self.place(path, data, mtime_ns=mtime_ns)
        return await self.say(
            [Change(path=path, state=_state(data, mtime_ns)) for path, data in files.items()], site=site
        )

    async def make_directory(self, path: str) -> int:
        """Have a directory committed."""
        return await self.say([Change(path=path, state=directory())])

    async def say(self, changes: list[Change], *, site: str = "a", group: GroupNote | None = None) -> int:
        """Append a commit to the log, and wait until the gateway has folded it; return the revision."""
        self.number += 1
        made_at = BEGAN + timedelta(days=self.number)
        batch = batch_of(changes, site=site, sequence=self.number).model_copy(
            update={"made_at": made_at, "group": group}
        )
        message = signed(commit_of(self.tree, changes, batch=batch))
        ack = await self.bus.publish(Topology().log(COLLECTION), encode(message))
        folded = fold_one(self.tree, message, sequence=ack.sequence)
        self.tree.apply(folded)
        assert await self.context.followed.reach(ack.sequence, within=PATIENCE)
        return ack.sequence

    async def get(self, path: str, **headers: str) -> Response:
        """Ask below the collection; underscores in names of headers become hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(BELOW + path, headers=named)


def _state(data: bytes | None, mtime_ns: int) -> State:
    if data is None:
        return DELETED
    return State(kind=Kind.FILE, content=hash_of(data), size=len(data), mtime_ns=mtime_ns, mode=0o644)


@asynccontextmanager
async def open_desk(
    directory: Path,
    *,
    real: NatsBus | None = None,
    console: Path | None = None,
    relay: Relay | None = None,
    authorise: Authorise | None = None,
    **settings: object,
) -> AsyncIterator[Desk]:
    """Yield a gateway that follows its log, over a bus in memory or a real one.

    It has the console that was built into a folder; none where that is not named. The relay asks other
    services; everybody may everything where nobody tells who asks.
    """
    root, state = directory / "root", directory / "state"
    root.mkdir(exist_ok=True)
    state.mkdir(exist_ok=True)
    config = GatewayConfig.model_validate(
        {"site": "a", "root": root, "state": state, "collection": COLLECTION, **settings}
    )
    bus = real or MemoryBus(MemoryServer(Topology()), "gateway")
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    with (
        closing(open_facts(state)) as facts,
        closing(open_changes(state)) as changes,
        closing(RootFiles(root)) as root_files,
    ):
        digester = Digester(facts)
        async with asyncio.TaskGroup() as group:
            local = local_contents(config, root_files, facts=facts, digester=digester, group=group)
            context = make_context(
                config,
                bus=bus,
                contents=local,
                facts=facts,
                change_store=ChangeStore(changes),
                clock=SystemClock(),
                stopping=asyncio.Event(),
            )
            pubsub = real or MemoryPubSub()
            remote = remote_parts(
                config,
                bus=bus,
                pubsub=pubsub,
                facts=facts,
                digester=digester,
                open_view=context.open_view,
                source=Random(1),
                monotonic=asyncio.get_running_loop().time,
            )
            remote = replace(remote, elsewhere=replace(remote.elsewhere, pause=0.01))
            remote.cache.start()
            elsewhere = RemoteContents(remote, group=group, at_once=config.remote_at_once, linger=0.0)
            context = replace(context, contents=AnywhereContents(local, elsewhere))
            monotonic = asyncio.get_running_loop().time
            watch = RackWatch(context, monotonic)
            application = make_application(
                API,
                health=Health(monotonic=lambda: 0.0),
                registry=new_registry(),
                parts=(
                    context,
                    context.hot,
                    watch,
                    Overviews(context, monotonic, watch.flows),
                    relay or Relay(),
                    LoginProvider(config.login()),
                    read_console(console or directory / "no-console"),
                ),
                authorise=authorise,
            )
            tasks = [group.create_task(context.followed.run()), group.create_task(digester.run())]
            transport = ASGITransport(application)
            async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
                yield Desk(context, application, client, root, bus, pubsub, remote)
            elsewhere.stop()
            for task in tasks:
                task.cancel()
