"""Exposures of all replicas: who announces one at each of them, under other numbers, is counted as once.

The visits of a span of time are one sealed record on the bus, changed by compare-and-set. Two that overlap
meet in a span, whichever replicas they come to. A replica without the bus goes on with what it knows.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.satellites.visits.counting import TRIES
from services.satellites.visits.pair import Seal
from services.satellites.visits.pair_watch import trouble_of
from services.satellites.visits.patient_records import Records
from services.satellites.visits.policy import VisitLimits
from services.satellites.visits.spans import Claim, Claims, claimed, spans_of
from services.satellites.visits.visit import Visit, VisitKey
from shared.bus.port import BusError
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)

SPANS_KEPT = 4096
"""Spans that one replica remembers: two weeks, a night of current visits has some 150."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span by its number. Current and historical visits are apart, as their numbers are."""

    number: int
    historical: bool


class SharedClaims(Protocol):
    """The port to the exposures that other replicas know."""

    async def read(self, span: Span) -> tuple[Claims, int]:
        """Return the visits of a span and the revision of their record; 0 where there is none.

        Raises BusError.
        """

    async def write(self, span: Span, claims: Claims, revision: int) -> bool:
        """Put visits in the place of those at a revision; False where another was faster. Raises BusError."""


class OwnClaims:
    """One replica alone."""

    async def read(self, span: Span) -> tuple[Claims, int]:  # noqa: ARG002
        """Return nothing."""
        return Claims(), 0

    async def write(self, span: Span, claims: Claims, revision: int) -> bool:  # noqa: ARG002
        """Return True: nobody else writes."""
        return True


@dataclass(frozen=True, slots=True)
class BusClaims:
    """Visits of spans on the bus, for as long as they may be asked about."""

    bus: Records
    seal: Seal
    seconds: float

    async def read(self, span: Span) -> tuple[Claims, int]:
        """Return the visits of a span. Raises BusError."""
        name = self._name(span)
        message = await self.bus.value(Bucket.SATELLITES, name)
        if message is None:
            return Claims(), 0
        return self.seal.opened_claims(name, message.data) or Claims(), message.sequence

    async def write(self, span: Span, claims: Claims, revision: int) -> bool:
        """Put visits in the place of others. Raises BusError."""
        name = self._name(span)
        record = self.seal.sealed_claims(name, claims)
        if revision == 0:
            done = await self.bus.create(Bucket.SATELLITES, name, record, ttl=self.seconds)
        else:
            done = await self.bus.update(Bucket.SATELLITES, name, record, revision=revision, ttl=self.seconds)
        return done is not None

    def _name(self, span: Span) -> str:
        return f"time.{self.seal.name_of_span(span.number, historical=span.historical)}"


class Claiming:
    """Tells by which visit's counts a visit is counted. All methods are for the event loop."""

    def __init__(self, limits: VisitLimits, shared: SharedClaims) -> None:
        self._limits = limits
        self._shared = shared
        self._known: OrderedDict[Span, Claims] = OrderedDict()
        self._lock = asyncio.Lock()

    async def claim(self, visit: Visit) -> VisitKey:
        """Put a visit that is believable into its spans; return the visit whose counts are its own.

        Raises:
            ContradictionError: its number stands for another time or field.
            CutOffError: too many exposures stand at its time.
        """
        spans = [Span(number, visit.historical) for number in spans_of(visit)]
        async with self._lock:
            try:
                claim = await self._with_others(visit, spans)
            except BusError as error:
                log.warning("exposures are compared at this replica alone. %s", trouble_of(error))
                claim = claimed(visit, [self._own(span) for span in spans], self._limits)
                for span in spans:
                    self._keep(span, self._own(span).plus(claim))
        return VisitKey(claim.counted_as, visit.historical)

    async def _with_others(self, visit: Visit, spans: Sequence[Span]) -> Claim:
        for _ in range(TRIES):
            found = [(span, *await self._shared.read(span)) for span in spans]
            both = [claims.plus(*self._own(span).visits) for span, claims, _ in found]
            claim = claimed(visit, both, self._limits)
            changes = [
                (span, claims.plus(claim), revision)
                for (span, old, revision), claims in zip(found, both, strict=True)
                if claims.plus(claim) != old
            ]
            if await self._written(changes):
                for span, claims in zip(spans, both, strict=True):
                    self._keep(span, claims.plus(claim))
                return claim
        raise BusError("other replicas change the exposures of this time all the time")

    async def _written(self, changes: Sequence[tuple[Span, Claims, int]]) -> bool:
        for span, claims, revision in changes:
            if not await self._shared.write(span, claims, revision):
                return False
        return True

    def _own(self, span: Span) -> Claims:
        return self._known.get(span, Claims())

    def _keep(self, span: Span, claims: Claims) -> None:
        self._known[span] = claims
        self._known.move_to_end(span)
        while len(self._known) > SPANS_KEPT:
            self._known.popitem(last=False)
