"""Helpers: an orchestrator in memory that commits the batches of site a."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from services.orchestrator.decide.commit import Committer
from services.orchestrator.decide.key_entries import RevokedKey
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.codec import decode
from shared.bus.key_registry import Registry
from shared.catalog.fold.fold import Skip, fold
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Kind, State
from testing.bus.memory import MemoryBus, MemoryServer

TOPOLOGY = Topology()
SITE_KEY = SigningKey(b"s" * 32)
NEXT_KEY = SigningKey(b"n" * 32)


def batch(sequence: int, digit: str) -> Signed:
    """Return the batch of one new file."""
    change = Change(path=f"file-{sequence}", state=State(kind=Kind.FILE, content=digit * 64))
    made = Batch(
        collection="kernels",
        site="a",
        incarnation="0" * 16,
        sequence=sequence,
        made_at=datetime(2026, 3, 4, tzinfo=UTC),
        changes=(change,),
    )
    return SITE_KEY.sign(made.model_dump_json(exclude_none=True))


class Orchestrator:
    """One that decides the batches of site a, with a fold of its own."""

    def __init__(self, server: MemoryServer, name: str, *, message_bytes: int = MESSAGE_BYTES) -> None:
        self.message_bytes = message_bytes
        self.revoked: dict[RevokedKey, Signed | None] = {}
        self.orders: list[Signed] = []
        self.bus = MemoryBus(server, name)
        self.key = SigningKey(name.encode() * 32)
        self.registry = Registry(self.bus)
        self.projection = Projection(open_database(":memory:"))
        self.begin()

    def begin(self) -> None:
        """Read the log from where the fold stands."""
        self.reader = LogReader(
            self.bus,
            topology=TOPOLOGY,
            registry=self.registry,
            collection="kernels",
            start=self.projection.position,
            fold=self._fold,
            skip=self.projection.count_skip,
        )
        self.committer = Committer(
            self.bus,
            topology=TOPOLOGY,
            registry=self.registry,
            reader=self.reader,
            projection=self.projection,
            key=self.key,
            collection="kernels",
            new_log_id=lambda: "1" * 32,
            message_bytes=self.message_bytes,
            revoked=lambda: self.revoked,
            operators=lambda: self.orders,
        )

    def _fold(self, sequence: int, signed: Signed):
        folded = fold(
            signed,
            sequence=sequence,
            collection="kernels",
            position=self.projection.position,
            tree=self.projection,
            trusts=self.registry.trusts,
            keys=self.projection.keys,
        )
        if isinstance(folded, Skip):
            self.projection.count_skip()
        else:
            self.projection.apply(folded)
        return folded


@asynccontextmanager
async def following(orchestrator: Orchestrator):
    """Let an orchestrator follow the log for the block."""
    running = asyncio.ensure_future(orchestrator.reader.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


async def commits(one: Orchestrator) -> list[Commit]:
    """Return the commits of the log."""
    found = one.bus._server.stored(Stream.LOG)
    return [Commit.model_validate_json(decode(Signed, message.data).body) for message in found]
