"""Questions counted over all replicas: who asks one and then the other is cut off as who asks one alone.

The counts of a visit are one sealed record on the bus, changed by compare-and-set. A replica without the bus
goes on with what it knows, and what it counted meanwhile is put together with the rest later.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from services.satellites.visits.pair import Seal
from services.satellites.visits.pair_watch import trouble_of
from services.satellites.visits.patient_records import Records
from services.satellites.visits.question import Question
from services.satellites.visits.quota import Counts, Quota, QuotaLimits, merged
from services.satellites.visits.visit import VisitKey
from shared.bus.port import BusError
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)

TRIES = 8
"""Replicas that change one record at a time: with each try one of them is through."""


@dataclass(frozen=True, slots=True, repr=False)
class Shared:
    """The counts of a visit as all replicas know them, at a revision of their record."""

    counts: Counts
    revision: int


class SharedCounts(Protocol):
    """The port to what other replicas counted."""

    async def read(self, key: VisitKey) -> Shared | None:
        """Return the counts of a visit; None where nobody counted. Raises BusError."""

    async def write(self, key: VisitKey, counts: Counts, revision: int) -> int | None:
        """Put counts in the place of those at a revision, 0 for none.

        Returns the new revision; None where another replica was faster. Raises BusError.
        """


class OwnCounts:
    """One replica alone."""

    async def read(self, key: VisitKey) -> Shared | None:  # noqa: ARG002
        """Return nothing."""
        return None

    async def write(self, key: VisitKey, counts: Counts, revision: int) -> int | None:  # noqa: ARG002
        """Return a revision: nobody else writes."""
        return revision + 1


@dataclass(frozen=True, slots=True)
class BusCounts:
    """Counts on the bus, for as long as a visit may be asked about."""

    bus: Records
    seal: Seal
    seconds: float

    async def read(self, key: VisitKey) -> Shared | None:
        """Return the counts of a visit. Raises BusError."""
        name = self._name(key)
        message = await self.bus.value(Bucket.SATELLITES, name)
        if message is None:
            return None
        counts = self.seal.opened_counts(name, message.data)
        return Shared(counts or Counts(), message.sequence)

    async def write(self, key: VisitKey, counts: Counts, revision: int) -> int | None:
        """Put counts in the place of others. Raises BusError."""
        name = self._name(key)
        record = self.seal.sealed_counts(name, counts)
        if revision == 0:
            return await self.bus.create(Bucket.SATELLITES, name, record, ttl=self.seconds)
        return await self.bus.update(Bucket.SATELLITES, name, record, revision=revision, ttl=self.seconds)

    def _name(self, key: VisitKey) -> str:
        return f"asked.{self.seal.name(key)}"


@dataclass(slots=True, repr=False)
class _Counted:
    counts: Counts = field(default_factory=Counts)
    revision: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Counting:
    """Counts what is asked about visits. All methods are for the event loop."""

    def __init__(self, limits: QuotaLimits, shared: SharedCounts, *, visits: int) -> None:
        """Begin with nothing counted.

        Args:
            limits: of each visit.
            shared: what other replicas counted.
            visits: whose counts are kept here; the one that was asked about longest ago goes first.
        """
        self._limits = limits
        self._shared = shared
        self._visits = visits
        self._known: OrderedDict[VisitKey, _Counted] = OrderedDict()

    async def count(self, key: VisitKey, questions: Sequence[Question]) -> None:
        """Count questions about a visit: all of them, or none.

        Raises:
            MalformedRequestError: one has too many sources.
            CutOffError: too much was asked about this visit.
        """
        known = self._of(key)
        async with known.lock:
            try:
                await self._count_with_others(key, known, questions)
            except BusError as error:
                log.warning("questions are counted at this replica alone. %s", trouble_of(error))
                known.counts = self._counted(known.counts, questions)

    async def _count_with_others(self, key: VisitKey, known: _Counted, questions: Sequence[Question]) -> None:
        for _ in range(TRIES):
            counts = self._counted(known.counts, questions)
            revision = await self._shared.write(key, counts, known.revision)
            if revision is not None:
                known.counts, known.revision = counts, revision
                return
            found = await self._shared.read(key)
            known.revision = 0 if found is None else found.revision
            known.counts = known.counts if found is None else merged(known.counts, found.counts)
        raise BusError("other replicas change the counts of this visit all the time")

    def _counted(self, counts: Counts, questions: Sequence[Question]) -> Counts:
        quota = Quota(self._limits, counts)
        for question in questions:
            quota.count(question)
        return quota.counts

    def _of(self, key: VisitKey) -> _Counted:
        known = self._known.pop(key, None) or _Counted()
        self._known[key] = known
        while len(self._known) > self._visits:
            self._known.popitem(last=False)
        return known
