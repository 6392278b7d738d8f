"""All visits of this replica: announced, computed once, asked about."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import Field

from services.satellites.errors import ContradictionError, FailedError, UnknownVisitError
from services.satellites.propagate import GeometryError, Tracks, allowed
from services.satellites.visits.cadence import Cadence
from services.satellites.visits.claiming import Claiming
from services.satellites.visits.counting import Counting
from services.satellites.visits.gate import Gate
from services.satellites.visits.pair import SharedVisits
from services.satellites.visits.pair_watch import trouble_of
from services.satellites.visits.policy import VisitLimits, check_visit
from services.satellites.visits.question import Question, allowed_ids
from services.satellites.visits.visit import Visit, VisitKey
from shared.bus.port import BusError
from shared.model.base import FrozenModel
from shared.observability.clock import Clock

log = logging.getLogger(__name__)

Compute = Callable[[Visit], Awaitable[Tracks]]


class CacheLimits(FrozenModel, extra="forbid"):
    """Bounds of what is kept."""

    visits: int = Field(default=512, ge=1, le=100_000)
    """Tracks of so many visits: five hours at one in 34 s, some 50 MiB with a hundred arcs each."""
    unused_seconds: float = Field(default=2 * 3600.0, gt=0.0)
    """Tracks that nobody asked about for so long are wiped."""
    quotas: int = Field(default=8192, ge=1, le=1_000_000)
    """Visits whose questions are counted: more than may come while they are recent."""


@dataclass(frozen=True, slots=True, repr=False)
class _Ready:
    """The tracks of a visit, and the visit whose counts of questions are its own."""

    tracks: Tracks
    counted_as: VisitKey


@dataclass(slots=True, repr=False)
class _Known:
    """One visit with the task that computes its tracks, or has computed them."""

    visit: Visit
    task: asyncio.Task[_Ready]
    used_at: float
    holders: int = 0
    forgotten: bool = False

    async def ready(self) -> _Ready:
        """Return the tracks and how they are counted; a caller that goes does not end their computation.

        Raises what the computation raised, and FailedError where it was ended.
        """
        try:
            return await asyncio.shield(self.task)
        except asyncio.CancelledError:
            if self.task.cancelled():
                raise FailedError("caller: the visit was forgotten meanwhile; ask again") from None
            raise

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the tracks for the block: a wiped track would hide nothing."""
        self.holders += 1
        try:
            yield
        finally:
            self.holders -= 1
            self._wipe_if_done()

    @property
    def failed(self) -> bool:
        """Tell whether the computation ended without tracks."""
        return self.task.done() and (self.task.cancelled() or self.task.exception() is not None)

    def forget(self) -> None:
        """Zero the tracks once nobody holds them; end their computation where it goes on."""
        self.forgotten = True
        self.task.cancel()
        self._wipe_if_done()

    def _wipe_if_done(self) -> None:
        if self.forgotten and not self.holders and self.task.done() and not self.failed:
            self.task.result().tracks.wipe()


@dataclass(slots=True, kw_only=True)
class Visits:
    """What this replica knows of visits. All methods are for the event loop; `close` ends its tasks."""

    compute: Compute
    pair: SharedVisits
    answers: Gate
    limits: VisitLimits
    claiming: Claiming
    counting: Counting
    cache_limits: CacheLimits
    clock: Clock
    monotonic: Callable[[], float]
    _known: OrderedDict[VisitKey, _Known] = field(default_factory=OrderedDict)
    _cadence: Cadence = field(init=False)

    def __post_init__(self) -> None:
        self._cadence = Cadence(self.limits.visits_per_hour)

    async def announce(self, visit: Visit) -> bool:
        """Compute a visit, once however often it is announced; return whether it had been computed before.

        Raises:
            RefusalError: the visit is not believable, is known with other values, or cannot be computed now.
        """
        check_visit(visit, self.limits, now=self.clock.now())
        known = self._used(visit.key)
        if known is None:
            known = self._begin(visit)
            await self._say(known)
        elif known.visit != visit:
            raise _contradiction()
        before = known.task.done()
        with known.held():
            await known.ready()
        return before

    async def ask(self, key: VisitKey, questions: Sequence[Question]) -> list[list[int]]:
        """Return the ids that are allowed, for each question.

        Raises:
            RefusalError: the visit is not known, too much was asked, or nothing certain can be said.
        """
        known = await self._find(key)
        with known.held():
            ready = await known.ready()
            await self.counting.count(ready.counted_as, questions)
            return await self.answers.run(lambda: [_answer(ready.tracks, question) for question in questions])

    def sweep(self) -> None:
        """Wipe the tracks that nobody asked about for long."""
        oldest = self.monotonic() - self.cache_limits.unused_seconds
        for key, known in list(self._known.items()):
            if known.used_at <= oldest and not known.holders:
                self._forget(key)

    async def close(self) -> None:
        """End what computes, and wipe all tracks."""
        tasks = [known.task for known in self._known.values()]
        for key in list(self._known):
            self._forget(key)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _find(self, key: VisitKey) -> _Known:
        if (known := self._used(key)) is not None:
            return known
        visit = await self._found(key)
        if visit is None:
            raise UnknownVisitError("caller: this visit is not known; announce it, then ask again")
        check_visit(visit, self.limits, now=self.clock.now())
        return self._used(key) or self._begin(visit)

    async def _found(self, key: VisitKey) -> Visit | None:
        try:
            return await self.pair.find(key)
        except BusError as error:
            log.warning("visits of other replicas are not known here. %s", trouble_of(error))
            return None

    async def _say(self, known: _Known) -> None:
        """Tell other replicas. Raises ContradictionError: they know the visit with other values."""
        try:
            said = await self.pair.say(known.visit)
        except BusError as error:
            log.warning("other replicas do not hear of a visit. %s", trouble_of(error))
            return
        if said != known.visit:
            self._forget(known.visit.key)
            raise _contradiction()

    def _used(self, key: VisitKey) -> _Known | None:
        """Return what is known of a visit, as used just now; what failed is tried anew."""
        known = self._known.get(key)
        if known is None or known.failed:
            return None
        known.used_at = self.monotonic()
        self._known.move_to_end(key)
        return known

    def _begin(self, visit: Visit) -> _Known:
        now = self.monotonic()
        if visit.key not in self._known:
            self._cadence.admit(now)
        known = _Known(visit, asyncio.create_task(self._computed(visit), name="compute a visit"), now)
        self._known[visit.key] = known
        self._known.move_to_end(visit.key)
        self._make_room()
        return known

    async def _computed(self, visit: Visit) -> _Ready:
        counted_as = await self.claiming.claim(visit)
        return _Ready(await self.compute(visit), counted_as)

    def _make_room(self) -> None:
        for key, known in list(self._known.items()):
            if len(self._known) <= self.cache_limits.visits:
                return
            if not known.holders and known.task.done():
                self._forget(key)

    def _forget(self, key: VisitKey) -> None:
        self._known.pop(key).forget()


def _answer(tracks: Tracks, question: Question) -> list[int]:
    try:
        clear = allowed(tracks, question.corners)
    except GeometryError as error:
        raise FailedError(str(error)) from None
    return allowed_ids(question, clear)


def _contradiction() -> ContradictionError:
    return ContradictionError("caller: this visit is known with other values; send those, or another id")
