"""Having one pack built: by the source alone where it still has the bases, else with signatures of them.

The source is asked without signatures first. It names the bases that it cannot do without a signature of;
these are made by a target, once, kept in SIGNATURES, and the source is asked again.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from services.orchestrator.match.plan import Plan
from services.orchestrator.supply.job_requests import JobRequests
from shared.bus.port import BusError, Message
from shared.contracts.messages.transfers.job import BuildJob, PackItem, SignJob
from shared.contracts.messages.transfers.report import Built
from shared.contracts.topology import Stream
from shared.delta.hashing import hash_bytes

log = logging.getLogger(__name__)

SIGNATURES_AT_ONCE = 16
"""Sign jobs of one pack that wait in a queue at a time: enough to keep the workers of a site busy."""


@dataclass(slots=True, kw_only=True)
class Build:
    """What came of a build."""

    built: Built | None = None
    attempts: list[str] = field(default_factory=list)
    """Packs that were asked for: their parts are purged in the end."""

    @property
    def usable(self) -> bool:
        """Whether there is something that targets can apply."""
        return self.built is not None and self.built.parts > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PackBuilder:
    """Has packs of one collection built."""

    collection: str
    asking: JobRequests

    async def build(self, plan: Plan, pack: str, build: Build) -> None:
        """Have the pack built and enter what came of it.

        Raises:
            TimeoutError: a worker stayed silent.
            BusError: the bus failed.
        """
        await self._ask(plan, pack, plan.items, build, ask_signatures=True)
        if build.built is not None and build.built.unsigned:
            items = await self._with_signatures(plan, pack, frozenset(build.built.unsigned))
            # Another attempt, another id: were the first job delivered again, its parts would be in the way.
            await self._ask(plan, _next_attempt(pack), items, build, ask_signatures=False)

    async def _ask(
        self, plan: Plan, pack: str, items: tuple[PackItem, ...], build: Build, *, ask_signatures: bool
    ) -> None:
        build.built = None
        build.attempts.append(pack)
        job = BuildJob(
            collection=self.collection,
            site=plan.source or "",
            pack=pack,
            items=items,
            ask_signatures=ask_signatures,
        )
        report = await self.asking.ask("built", pack, job, about=pack)
        if isinstance(report, Built):
            build.built = report

    async def _with_signatures(self, plan: Plan, pack: str, unsigned: frozenset[str]) -> tuple[PackItem, ...]:
        """Have the signatures made that the source lacks; without one, the content travels whole."""
        room = asyncio.Semaphore(SIGNATURES_AT_ONCE)
        found: dict[str, str | None] = {}

        async def sign(basis: str) -> None:
            async with room:
                try:
                    found[basis] = await self._signature(basis, plan, pack)
                except (TimeoutError, BusError) as error:
                    log.warning("pack %s: no signature of %s (%s)", pack, basis, error)

        async with asyncio.TaskGroup() as group:
            for basis in sorted(unsigned):
                group.create_task(sign(basis))
        return tuple(
            _signed(item, found.get(item.basis or "")) if item.basis in unsigned else item
            for item in plan.items
        )

    async def _signature(self, basis: str, plan: Plan, pack: str) -> str | None:
        """Return who published the signature of a basis; a target makes it where nobody has."""
        target = min(plan.placements)
        standing = await self._kept_signature(basis)
        if standing is not None:
            return standing
        paths = tuple(
            placement.path for placement in plan.placements[target] if placement.prior.content == basis
        )
        job = SignJob(collection=self.collection, site=target, content=basis, size=0, found_at=paths)
        report = await self.asking.ask("signed", pack, job, about=basis)
        return target if getattr(report, "parts", 0) else None

    async def _kept_signature(self, content: str) -> str | None:
        """Return who published a whole signature of a content; parts other than 0 come before it."""
        subject = self.asking.topology.signature(self.collection, "*", content, 0)
        kept = await self.asking.bus.last(Stream.SIGNATURES, subject)
        return _author(kept) if kept is not None else None


def _signed(item: PackItem, author: str | None) -> PackItem:
    return item.model_copy(update={"signature_from": author, "basis": item.basis if author else None})


def _next_attempt(pack: str) -> str:
    return hash_bytes(pack.encode())[: len(pack)]


def _author(message: Message) -> str:
    return message.subject.split(".")[-3]
