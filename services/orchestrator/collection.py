"""One collection while this orchestrator holds its lease: folding, deciding, planning."""

import asyncio
import logging
import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from services.orchestrator.decide.batch_handler import BatchHandler
from services.orchestrator.decide.commit import Committer
from services.orchestrator.match.plan import Limits
from services.orchestrator.supply.pack_run import Lease, PackRun
from services.orchestrator.supply.plan_run import PlanRun
from services.orchestrator.supply.planner import Pace, Planner
from services.orchestrator.supply.report_waiters import ReportWaiters
from services.orchestrator.upkeep.checkpoints import CHECKPOINT_COMMITS, Checkpointer
from services.orchestrator.upkeep.members import HEEDED, Members
from services.orchestrator.upkeep.say_operators import SayOperators
from services.orchestrator.upkeep.sweep_chunks import ChunkSweeper
from services.orchestrator.upkeep.zones import Zones
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.key_registry import Registry
from shared.bus.port import Bus
from shared.bus.retry_forever import retry_forever
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.follow.checkpoint import Begun, begin_at_checkpoint
from shared.catalog.follow.log_check import Compared, holds, look_at_log
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.database import Open, let_last_commits_go, open_database
from shared.catalog.store.migrations import open_migrated
from shared.catalog.store.projection import Projection
from shared.catalog.store.schemas import LOG_SCHEMA
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.steps import NO_STEPS, Steps
from shared.observability.tracing import Tracer
from shared.orders.order_file import OrderFile
from shared.service.lifecycle import random_hex

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""

CHECK_LOG = 15.0
"""Seconds between two comparisons of the log with what was folded."""


class LogReplacedError(Exception):
    """The log on the server is not the one that was folded: the fold is thrown away, and begun anew."""


class KeyLearnedError(Exception):
    """A key is known now that had signed a commit which was skipped: the log is read again from before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorContext:
    """What all collections of one orchestrator share."""

    bus: Bus
    topology: Topology
    registry: Registry
    key: SigningKey
    databases: Path
    source: random.Random
    limits: Limits
    pace: Pace
    lease: Lease
    consumers: ConsumerRunner
    stop: asyncio.Event
    """Set when the process stops: no more batches are fetched."""
    checkpoint_commits: int = CHECKPOINT_COMMITS
    """Commits between two checkpoints."""
    first_operator: frozenset[str] = frozenset()
    """Keys one of which the first operator of a collection has to have; none: whoever comes first."""
    tracer: Tracer
    steps: Steps = NO_STEPS
    message_bytes: int = MESSAGE_BYTES
    """Encoded bytes above which a commit goes as chunks."""
    open_at: Open = open_database


class Collection:
    """One collection."""

    def __init__(self, context: OrchestratorContext, name: str) -> None:
        self.name = name
        self._context = context
        self._path = context.databases / f"{name}.db"
        self._database: sqlite3.Connection = open_migrated(self._path, LOG_SCHEMA, open_at=context.open_at)
        # The log is durable; what is lost of its fold is folded again.
        let_last_commits_go(self._database)
        self.projection = Projection(self._database)
        self.begun = Begun()
        self._compared = Compared()
        self.planner = self._make_planner()
        self._checkpointer: Checkpointer | None = None
        self._operators: SayOperators | None = None

    async def run(self) -> None:
        """Work until cancelled, or until the log on the server has to be read again."""
        with closing(self._database):
            try:
                await self._work()
            except* LogReplacedError:
                # Nothing is lost by it: the projection holds nothing that a log does not.
                self.projection.forget()
            except* KeyLearnedError:
                log.warning("a key that signed a commit of collection %s is known now", self.name)

    async def _work(self) -> None:
        context = self._context
        await retry_forever(self._begin, doing="look for a checkpoint", pause=RETRY)
        await retry_forever(self._check_log, doing="compare the log", pause=RETRY)
        await retry_forever(self._clear_packs, doing="clear packs", pause=RETRY)
        reader = self._make_reader()
        checkpointer = self._checkpointer = self._make_checkpointer(reader)
        sweeper = ChunkSweeper(context.bus, topology=context.topology, collection=self.name)
        operators_said = self._operators = self._make_say_operators(reader)
        members = self._make_members()
        await retry_forever(members.begin, doing="look for revoked keys", pause=RETRY)
        handler = BatchHandler(self._make_committer(reader, members), bus=context.bus, sweeper=sweeper)
        spec = context.topology.decider(self.name)
        async with asyncio.TaskGroup() as group:
            check = partial(self._keep_checking_log, reader)
            group.create_task(retry_forever(check, doing="compare the log", pause=RETRY))
            group.create_task(retry_forever(reader.run, doing="follow the log", pause=RETRY))
            group.create_task(retry_forever(sweeper.run, doing="sweep chunks", pause=RETRY))
            group.create_task(retry_forever(checkpointer.run, doing="make checkpoints", pause=RETRY))
            revocations, removals = members.follow_revocations, members.follow_removals
            operators = members.follow_operators
            group.create_task(retry_forever(operators, doing="heed operators' keys", pause=RETRY))
            group.create_task(retry_forever(revocations, doing="heed revoked keys", pause=RETRY))
            group.create_task(retry_forever(removals, doing="heed removed sites", pause=RETRY))
            zones = Zones(bus=context.bus, said=members.heeded, collection=self.name, take=self._take_zones)
            group.create_task(retry_forever(zones.follow, doing="heed labels of sites", pause=RETRY))
            group.create_task(retry_forever(self.planner.run, doing="plan", pause=RETRY))
            group.create_task(retry_forever(operators_said.run, doing="say operators' keys", pause=RETRY))
            group.create_task(context.consumers.run(spec, handler.handle, stop=context.stop), name="decide")

    async def _begin(self) -> None:
        context = self._context
        self.begun = await begin_at_checkpoint(
            context.bus,
            topology=context.topology,
            registry=context.registry,
            collection=self.name,
            projection=self.projection,
        )

    async def _keep_checking_log(self, reader: LogReader) -> None:
        while True:
            await asyncio.sleep(CHECK_LOG)
            await self._check_log()
            if await reader.key_learned():
                raise KeyLearnedError

    async def _check_log(self) -> None:
        context, folded = self._context, self.projection.position
        seen = await look_at_log(
            context.bus,
            topology=context.topology,
            collection=self.name,
            folded=folded,
            compared=self._compared,
        )
        if seen is not None and not holds(seen, folded):
            log.error(
                "the log of collection %s is another than the one that was folded (revision %s): "
                "its store was lost or restored; the log that is there now counts",
                self.name,
                folded.revision,
            )
            raise LogReplacedError

    async def _clear_packs(self) -> None:
        """Purge what runs that died have left: nobody waits for it, and it would fill the store."""
        packs = self._context.topology.pack(self.name, "*", "*", "*")
        await self._context.bus.purge(Stream.PACKS, packs)

    def _fold(self, sequence: int, signed: Signed) -> Folded | Skip:
        folded = fold(
            signed,
            sequence=sequence,
            collection=self.name,
            position=self.projection.position,
            tree=self.projection,
            trusts=self._context.registry.trusts,
            keys=self.projection.keys,
        )
        if isinstance(folded, Skip):
            self.projection.count_skip()
        else:
            self.projection.apply(folded)
        self.planner.wake()
        if self._operators is not None:
            self._operators.wake()
        if self._checkpointer is not None:
            self._checkpointer.wake()
        return folded

    def _take_zones(self, zones: Mapping[str, str]) -> None:
        self.planner.zones = zones

    def _make_reader(self) -> LogReader:
        context = self._context
        return LogReader(
            context.bus,
            topology=context.topology,
            registry=context.registry,
            collection=self.name,
            start=self.projection.position,
            fold=self._fold,
            skip=self.projection.count_skip,
        )

    def _make_checkpointer(self, reader: LogReader) -> Checkpointer:
        context = self._context
        return Checkpointer(
            bus=context.bus,
            topology=context.topology,
            collection=self.name,
            key=context.key,
            database=self._path,
            projection=self.projection,
            reader=reader,
            every=context.checkpoint_commits,
        )

    def _make_say_operators(self, reader: LogReader) -> SayOperators:
        return SayOperators(
            bus=self._context.bus,
            collection=self.name,
            keys=self.projection.keys,
            catch_up=reader.catch_up,
            first=self._context.first_operator,
        )

    def _make_members(self) -> Members:
        context = self._context
        return Members(
            bus=context.bus,
            topology=context.topology,
            registry=context.registry,
            collection=self.name,
            forget=self.planner.forget,
            keys=self.projection.keys,
            own=context.key.public,
            first=context.first_operator,
            kept=OrderFile(context.databases / f"{self.name}.orders.json", kinds=HEEDED),
        )

    def _make_committer(self, reader: LogReader, members: Members) -> Committer:
        context = self._context
        return Committer(
            context.bus,
            topology=context.topology,
            registry=context.registry,
            reader=reader,
            projection=self.projection,
            key=context.key,
            collection=self.name,
            new_log_id=lambda: random_hex(context.source, 32),
            steps=context.steps,
            message_bytes=context.message_bytes,
            revoked=lambda: members.revoked,
            operators=lambda: members.operators,
        )

    def _make_planner(self) -> Planner:
        context = self._context
        reports = ReportWaiters(context.bus, topology=context.topology, collection=self.name)
        packs = PackRun(
            context.bus,
            topology=context.topology,
            collection=self.name,
            reports=reports,
            lease=context.lease,
            steps=context.steps,
        )
        return Planner(
            context.bus,
            topology=context.topology,
            collection=self.name,
            projection=self.projection,
            reports=reports,
            runner=PlanRun(
                packs=packs, limits=context.limits, new_pack_id=lambda: random_hex(context.source, 32)
            ),
            limits=context.limits,
            pace=context.pace,
            tracer=context.tracer,
        )
