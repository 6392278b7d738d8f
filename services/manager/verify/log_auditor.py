"""The verification of the whole log, for whoever asks: one at a time, read from its first commit on."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum

from shared.bus.codec import BadMessageError, decode
from shared.bus.key_registry import Registry
from shared.bus.large_messages import read_large
from shared.bus.port import Bus, BusError, Message
from shared.catalog.fold.audit import LogAudit
from shared.catalog.fold.position import LogPosition
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology

log = logging.getLogger(__name__)


class AuditState(StrEnum):
    """How far a verification is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class AuditRun:
    """One verification."""

    audit: LogAudit
    at: int | None
    """Up to which revision; None: to the end."""
    state: AuditState = AuditState.RUNNING
    detail: str = ""
    read: int = 0
    last: int = 0


@dataclass(slots=True, kw_only=True)
class LogAuditor:
    """Reads the log as it is on the server, whatever was folded of it."""

    bus: Bus
    topology: Topology
    registry: Registry
    collection: str
    followed: Callable[[], LogPosition]
    """Tells up to where this site has followed the log."""
    first_operator: frozenset[str] = frozenset()
    """Keys one of which the first operator of the log has to have; none: whoever came first."""
    latest: AuditRun | None = None
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_busy(self) -> bool:
        """Whether a verification is under way."""
        return self.latest is not None and self.latest.state is AuditState.RUNNING

    def ask(self, at: int | None) -> AuditRun:
        """Begin a verification; the one before it is forgotten. Call it only while none is under way."""
        audit = LogAudit(self.collection, self.registry.trusts, self.followed(), self.first_operator)
        self.latest = AuditRun(audit, at)
        self._asked.set()
        return self.latest

    async def run(self) -> None:
        """Do what is asked, for ever."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            if self.latest is not None:
                await self._work(self.latest)

    async def _work(self, run: AuditRun) -> None:
        try:
            await self._read(run)
        except NewerSchemaError as error:
            run.state, run.detail = AuditState.FAILED, f"upgrade this site, and ask again: {error}"
        except BusError as error:
            run.state, run.detail = AuditState.FAILED, f"the server does not answer, ask again: {error}"
        else:
            run.audit.end()
            run.state = AuditState.DONE
        for one in run.audit.breaks[:1]:
            log.error("revision %s of the log does not verify: %s", one.revision, one.words)

    async def _read(self, run: AuditRun) -> None:
        subject = self.topology.log(self.collection)
        run.last = await self.bus.caught_up(Stream.LOG, subject)
        end = run.last if run.at is None else min(run.at, run.last)
        if not end:
            return
        async with aclosing(self.bus.follow(Stream.LOG, subject, after=0)) as messages:  # type: ignore[type-var]
            async for message in messages:
                if message.sequence <= end:
                    await self._take(run.audit, message)
                    run.read = message.sequence
                if message.sequence >= end:
                    return

    async def _take(self, audit: LogAudit, message: Message) -> None:
        try:
            signed = decode(Signed, await read_large(self.bus, Stream.LOG, message))
        except BadMessageError as error:
            audit.unreadable(message.sequence, f"nobody can read it: {error}")
            return
        await self.registry.learn(signed.key)
        # Two signatures and a text of megabytes: others get their turn meanwhile.
        await asyncio.to_thread(audit.take, message.sequence, signed)
