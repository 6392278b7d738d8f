"""Keeping sites supplied: wants come in, packs go out, those of one plan at a time for each site."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from services.orchestrator.match.cached_catalogue import CachedCatalogue
from services.orchestrator.match.match import match, unavailable
from services.orchestrator.match.paused import without_paused
from services.orchestrator.match.plan import Limits, Plan, Situation
from services.orchestrator.match.preflight import Preflight
from services.orchestrator.match.sources import Sources
from services.orchestrator.supply.plan_run import PlanRun
from services.orchestrator.supply.range_progress import RangeProgress
from services.orchestrator.supply.refusals import Refusals, Refused
from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus, BusError, Message
from shared.bus.presence import room_of, workers
from shared.catalog.holdings import spelled_out
from shared.catalog.store.projection import Projection
from shared.contracts.messages.transfers.report import Applied, Report
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.model.backoff import Backoff
from shared.observability.task_context import handling, within
from shared.observability.trace_context import TRACE_PARENT, TraceContext, parse_trace_parent
from shared.observability.tracing import Tracer

log = logging.getLogger(__name__)


AGAIN = Backoff(first=0.1, longest=2.0)
"""A source that comes online is looked for: at the start of a rack it does in the next instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When plans are made. Seconds."""

    gather: float = 0.05
    """Waited after a want, so that sites that lag alike come together in one pack."""
    linger: float = 5.0
    """A pack stays after its targets applied it, where other sites lag: one may be slower to ask."""
    retry: float = 2.0
    """After a run that brought nothing."""
    again: Backoff = AGAIN
    """Between plans when nothing new was heard."""
    forgive: float = 60.0
    """After which a site that lacked a content is asked again."""
    reports_kept: float = 7 * 86400.0
    """As long as the stream keeps a report: a manager that was away for longer will never know of it."""


@dataclass(slots=True)
class _PlannerState:
    """What is known now."""

    online: set[str] = field(default_factory=set)
    """Sites that had a worker when the last plan was made."""
    wants: dict[str, Want] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    """The stream sequence of each site's want. Not its step: a manager that starts again counts anew."""
    traces: dict[str, TraceContext] = field(default_factory=dict)
    """The trace of each site's want: that of the commit which it comes from."""
    busy: dict[str, int] = field(default_factory=dict)
    """Targets with a run, and the sequence of the want that it answers."""
    answered: dict[str, int] = field(default_factory=dict)
    """The sequence of each site's want that was answered: the next one is on its way."""
    reported: dict[str, tuple[int, float]] = field(default_factory=dict)
    """The sequence of the last report on what each site placed, and when it was heard: a want that was said
    without knowing it asks again for what is in place, as while a pack is being applied."""
    lacking: dict[tuple[str, str], float] = field(default_factory=dict)
    told: dict[tuple[str, str], float] = field(default_factory=dict)
    can_stage: dict[tuple[str, str], float] = field(default_factory=dict)
    """(site, path) where the site said, when it was asked, that it can stage what it needs."""
    ranges: RangeProgress = field(default_factory=RangeProgress)
    refusals: Refusals = field(default_factory=Refusals)
    hurried: set[str] = field(default_factory=set)
    """Sites whose last pack had what is urgent alone."""
    building: Counter[str] = field(default_factory=Counter)
    """Plans under way, by their source."""
    silent: dict[str, float] = field(default_factory=dict)
    """Since when a site has been online and said no want that counts now."""


class Planner:
    """Plans and runs packs of one collection while this orchestrator holds its lease."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        collection: str,
        projection: Projection,
        reports: ReportWaiters,
        runner: PlanRun,
        limits: Limits,
        pace: Pace,
        tracer: Tracer,
    ) -> None:
        self._bus = bus
        self._subject = topology.want(collection, "*")
        self._projection = projection
        self._reports = reports
        self._runner = runner
        self._limits = limits
        self._pace = pace
        self._tracer = tracer
        self._state = _PlannerState()
        self._woken = asyncio.Event()
        self._unheard = 1
        """Plans in a row since something new was heard."""
        self._at_rest = False
        """Whether nobody asks for anything: then nothing is planned until something is heard."""
        self.lost: tuple[str, ...] = ()
        """Wanted contents that no online site holds."""
        self.zones: Mapping[str, str] = {}
        """The zone of each site that has one."""

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Return what the file systems of sites refuse to take."""
        return self._state.refusals.all()

    @property
    def active(self) -> int:
        """How many targets have a pack under way."""
        return len(self._state.busy)

    def wake(self) -> None:
        """Say that something changed: a commit, a want, a report."""
        self._woken.set()

    def forget(self, site: str) -> None:
        """Plan no more for a site that was removed, and with it as a source; what is under way ends."""
        self._state.wants.pop(site, None)

    async def run(self) -> None:
        """Plan until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_wants())
            group.create_task(self._reports.run(self._heard))
            while True:
                await self._plan(group)
                await self._pause()

    async def _follow_wants(self) -> None:
        async for message in self._bus.follow(Stream.WANTS, self._subject, after=0):
            with handling(subject=message.subject, sequence=message.sequence, headers=message.headers):
                self._take_want(message)

    def _take_want(self, message: Message) -> None:
        try:
            want = decode(Want, message.data)
        except BadMessageError as error:
            log.warning("ignored a want: %s", error)
            return
        except NewerSchemaError as error:
            log.error("a want waits for an upgrade of this orchestrator: %s", error)
            return
        board = self._state
        board.wants[want.site], board.said[want.site] = want, message.sequence
        board.refusals.wanted(want)
        trace = parse_trace_parent(message.headers.get(TRACE_PARENT))
        if trace is not None:
            board.traces[want.site] = trace
        self.wake()

    def _heard(self, report: Report, sequence: int) -> None:
        if isinstance(report, Applied):
            self._state.reported[report.site] = (sequence, asyncio.get_running_loop().time())
            self._state.refusals.heard(report)
            # Most reports find nothing that anybody lacked, and tell of a thousand files.
            for placed in report.placed if self._state.lacking else ():
                entry = self._projection.entry_at(placed.path, placed.revision)
                content = entry.state.content if entry is not None else None
                self._state.lacking.pop((report.site, content or ""), None)
        self.wake()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(None if self._at_rest else self._pace.again.delay(self._unheard)):
                await self._woken.wait()
        except TimeoutError:
            self._unheard += 1
            return
        self._woken.clear()
        self._unheard = 1
        await asyncio.sleep(self._pace.gather)

    async def _plan(self, group: asyncio.TaskGroup) -> None:
        self._at_rest = not any(want.needs for want in self._state.wants.values())
        if not self._is_waited_for():
            self.lost = ()
            return
        try:
            present = await workers(self._bus)
        except BusError as error:
            log.info("no plan now: %s", error)
            return
        self._state.online = set(present)
        situation = self._situation(set(present), room_of(present))
        catalogue = CachedCatalogue(self._projection)
        plans = match(without_paused(situation), catalogue, self._limits)
        self.lost = unavailable(situation, catalogue, plans)
        for plan in plans:
            self._start(plan, group)

    def _is_waited_for(self) -> bool:
        """Tell whether any site asks for something and has no answer: else no worker is looked for."""
        return any(want.needs and self._waits(site, want) for site, want in self._state.wants.items())

    def _waits(self, site: str, want: Want) -> bool:
        board = self._state
        heard = board.reported.get(site, (0, 0.0))[0]
        return site not in board.busy and board.said[site] != board.answered.get(site) and want.heard >= heard

    def _situation(self, online: set[str], room: Mapping[str, int]) -> Situation:
        board, position = self._state, self._projection.position
        current = {
            site: want
            for site, want in board.wants.items()
            if site in online and want.log_id == position.log_id and want.head <= position.revision
        }
        # Once: it is planned for many times.
        current = {site: spelled_out(want, self._projection) for site, want in current.items()}
        board.wants.update(current)
        self._note_silent(online - current.keys())
        self._forgive()
        waiting = {site: want for site, want in current.items() if self._waits(site, want)}
        return Situation(
            wants=waiting,
            holders=current,
            lacking=frozenset(board.lacking),
            told=frozenset(board.told),
            awaited=frozenset(site for site, since in board.silent.items() if self._is_recent(since)),
            preflight=Preflight(room=room, asked=frozenset(board.can_stage)),
            ranges=board.ranges.known(),
            sources=Sources(zones=self.zones, rates=self._runner.packs.sources.rates, busy=+board.building),
            hurried=frozenset(board.hurried),
        )

    def _note_silent(self, silent: set[str]) -> None:
        now = asyncio.get_running_loop().time()
        self._state.silent = {site: self._state.silent.get(site, now) for site in silent}

    def _is_recent(self, at: float) -> bool:
        return at > asyncio.get_running_loop().time() - self._pace.forgive

    def _forgive(self) -> None:
        now = asyncio.get_running_loop().time()
        board = self._state
        for pairs in (board.lacking, board.told, board.can_stage):
            for pair in [pair for pair, at in pairs.items() if at <= now - self._pace.forgive]:
                del pairs[pair]
        kept = now - self._pace.reports_kept
        board.reported = {site: one for site, one in board.reported.items() if one[1] > kept}

    def _start(self, plan: Plan, group: asyncio.TaskGroup) -> None:
        for site in plan.placements:
            self._state.busy[site] = self._state.said[site]
        self._state.building.update([plan.source] if plan.source is not None else ())
        self._state.ranges.planned(plan)
        if not plan.probe:
            self._state.hurried.difference_update(plan.placements)
            self._state.hurried.update(plan.placements if plan.hurried else ())
        group.create_task(self._run(plan))

    async def _run(self, plan: Plan) -> None:
        traces = [self._state.traces[site] for site in sorted(plan.placements) if site in self._state.traces]
        with within(traces[0] if traces else None):
            try:
                async with AsyncExitStack() as lingering:
                    with self._tracer.span("supply", attributes=_about(plan), links=traces[1:]):
                        await self._supply(plan, lingering)
            except BusError as error:
                log.warning("parts of a pack are left until they are too old: %s", error)

    async def _supply(self, plan: Plan, lingering: AsyncExitStack) -> None:
        """Run a plan and free its targets; the pack may linger for others when this returns."""
        answers = {site: self._state.busy[site] for site in plan.placements}
        run = self._runner.run(plan, linger=self._linger(plan))
        try:
            result = await lingering.enter_async_context(run)
            now = asyncio.get_running_loop().time()
            self._state.lacking.update(dict.fromkeys(result.lacking, now))
            self._state.told.update(dict.fromkeys(result.told, now))
            self._state.can_stage.update(dict.fromkeys(result.can_stage, now))
            self._state.answered.update({site: answers[site] for site in result.applied})
            self._state.ranges.heard(result.come, too_large=result.too_large)
            if not plan.probe:
                self._forget_asked(plan)
            if not (result.applied or result.lacking or result.too_large):
                await asyncio.sleep(self._pace.retry)
        except BusError as error:
            log.warning("a pack ended early: %s; its sites will ask again", error)
            await asyncio.sleep(self._pace.retry)
        finally:
            self._state.building.subtract([plan.source] if plan.source is not None else ())
            for site in plan.placements:
                self._state.busy.pop(site, None)
            self.wake()

    def _forget_asked(self, plan: Plan) -> None:
        """Ask again before the next try: what a target could stage a moment ago was tried now."""
        for site, placements in plan.placements.items():
            for placement in placements:
                self._state.can_stage.pop((site, placement.path), None)

    def _linger(self, plan: Plan) -> float:
        """Return for how long a pack stays, in seconds: other sites may be about to ask for the same."""
        last = max(item.revision for items in plan.placements.values() for item in items)
        others = self._state.online - plan.placements.keys() - {plan.source}
        wanting = (site for site in others if self._lags(site, last))
        return self._pace.linger if any(wanting) else 0.0

    def _lags(self, site: str, revision: int) -> bool:
        want = self._state.wants.get(site)
        return want is not None and not want.paused and want.placed < revision


def _about(plan: Plan) -> dict[str, str | int]:
    """Return what a span says of a plan."""
    return {
        "spicerack.source": plan.source or "",
        "spicerack.targets": ",".join(sorted(plan.placements)),
        "spicerack.contents": len(plan.items),
    }
