"""The publisher of a site's messages: its undecided batch, and its one standing want."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from services.manager.state.change_traces import Traces, trace_of
from services.manager.state.database.site_values import SiteValue
from services.manager.state.rules.due import Tally
from services.manager.state.rules.next_want import unasked
from services.manager.state.rules.postponements import Postponements
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from services.manager.timing import Timing
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.codec import encode
from shared.bus.large_messages import publish_large
from shared.bus.port import AlreadyStoredError, Bus
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.transfers.report import Unplaced
from shared.contracts.messages.transfers.want import NEEDS_MAX, Want
from shared.contracts.topology import Topology
from shared.model.backoff import Backoff
from shared.model.entry import Kind
from shared.model.steps import NO_STEPS, Step, Steps
from shared.observability.clock import Clock
from shared.observability.task_context import within
from shared.observability.tracing import SpanKind, Tracer

log = logging.getLogger(__name__)

LACKING_MAX = 10_000
"""Paths remembered whose content nobody had; with more of them, the others wait for those."""

TWINS_MAX = 10_000
"""Paths remembered that wait for a twin; others are tried again and again, as if they were refused."""


FULL_WANT_STANDS = 10.0
"""Seconds for which a want of as many paths as fit is followed by no other but after a report: a pack of so
many small files takes less. To find out what to ask for next took a fifth of a site's time, most of it in
vain."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """For what a path waits that the file system takes for another one."""

    twin: str
    revision: int
    """Of the path itself: a later one may be a delete."""


@dataclass(slots=True)
class _Said:
    batch: Signed | None = None
    batch_at: float = 0.0
    want: Want | None = None
    want_at: float = 0.0
    step: int = 0
    all_placed_since: float | None = None
    lacking: dict[str, int] = field(default_factory=dict)
    """Revisions of which nobody had the content when it was asked for, by path."""
    twins: dict[str, _Waiting] = field(default_factory=dict)


class SitePublisher:
    """Speaks for one site. What was said is said again from time to time, since it may be lost."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        identity: SiteIdentity,
        state: SiteState,
        clock: Clock,
        timing: Timing,
        traces: Traces,
        tracer: Tracer,
        steps: Steps = NO_STEPS,
        message_bytes: int = MESSAGE_BYTES,
    ) -> None:
        self._bus = bus
        self._topology = topology
        self._identity = identity
        self._state = state
        self._clock = clock
        self._timing = timing
        self._traces = traces
        self._tracer = tracer
        self._steps = steps
        self._message_bytes = message_bytes
        self._said = _Said()
        self.postponed = Postponements(
            Backoff(first=timing.postpone, longest=timing.postpone_longest), kept=state.values.refused()
        )

    def postpone(self, unplaced: Unplaced) -> None:
        """Do not ask for a path for a while: it could not be placed. The pause grows with each try."""
        self.postponed.postpone(unplaced, now=self._now(), at=self._clock.now())

    def waiting(self) -> frozenset[str]:
        """Return the paths that are not asked for just now."""
        return self.postponed.waiting(self._now()) | self._said.twins.keys()

    def wait_for_twin(self, unplaced: Unplaced, twin: str) -> None:
        """Do not ask for a path while its twin stands here: the file system takes the one for the other."""
        self.postpone(unplaced)
        waiting = _Waiting(twin, unplaced.revision)
        if len(self._said.twins) < TWINS_MAX and self._waits(unplaced.path, waiting):
            self._said.twins[unplaced.path] = waiting

    def lacks(self, path: str, revision: int) -> None:
        """Go on asking for a path, but let nothing wait for it: nobody has its content, at least now (I6)."""
        self.postponed.lost_staged(path)
        if len(self._said.lacking) < LACKING_MAX:
            self._said.lacking[path] = revision

    @property
    def lacking(self) -> Mapping[str, int]:
        """The revisions, by path, whose content nobody had when it was asked for."""
        return self._said.lacking

    def placed(self, path: str) -> bool:
        """Take note that a path was placed; tell whether it had been refused."""
        self._said.lacking.pop(path, None)
        return self.postponed.placed(path)

    def try_now(self) -> None:
        """Ask at once for what could not be placed: a person may have mended what was wrong."""
        self.postponed.try_now()
        self.answered()

    def answered(self) -> None:
        """Make the next want a new one, even if it asks for the same: the last was answered."""
        self._said.want = None

    def want_again(self, path: str) -> None:
        """Ask at once for a path that was in place: what stands there is not what was placed."""
        self.postponed.try_now([path])
        self._said.lacking.pop(path, None)
        self.answered()

    @property
    def awaited(self) -> frozenset[str]:
        """The paths that were asked for, and of which no report has told yet."""
        want = self._said.want
        return frozenset(need.path for need in want.needs) if want is not None else frozenset()

    def silence(self) -> None:
        """Forget what was said: all of it will be said again."""
        self._said = _Said(step=self._said.step)
        self.postponed.try_now()

    async def say_batch(self) -> bool:
        """Publish the undecided batch, if there is one and it is due; tell whether there is one."""
        stood = self._state.values.outbox() is not None
        signed = self._state.make_batch(made_at=self._clock.now())
        said = self._said
        if signed is None:
            said.batch = None
            return False
        if said.batch == signed and self._now() < said.batch_at + self._timing.resend_batch:
            return True
        batch = self._state.batch_in(signed)
        if not stood:
            self._begin_trace(batch)
        self._steps.reached(Step.BATCH_KEPT)
        await self._publish(batch, signed)
        self._steps.reached(Step.BATCH_PUBLISHED)
        said.batch, said.batch_at = signed, self._now()
        return True

    def _begin_trace(self, batch: Batch) -> None:
        """Tell of the first span of a change: from the first sign of it until it was in the outbox."""
        with self._tracer.span(
            "change",
            attributes={"spicerack.site": self._identity.site, "spicerack.changes": len(batch.changes)},
            root=trace_of(batch),
            started_ns=self._traces.take_first_change(),
        ):
            log.debug("batch %d has %d changes", batch.sequence, len(batch.changes))

    async def _publish(self, batch: Batch, signed: Signed) -> None:
        subject = self._topology.batch(self._identity.collection, self._identity.site)
        numbered = f"{self._identity.collection}.{batch.site}.{batch.incarnation}.{batch.sequence}"
        attributes = {"messaging.system": "nats", "messaging.destination.name": subject}
        publishing = self._tracer.span("publish batch", kind=SpanKind.PRODUCER, attributes=attributes)
        with within(trace_of(batch)), publishing:
            try:
                await publish_large(
                    self._bus,
                    self._topology,
                    subject,
                    encode(signed),
                    message_id=numbered,
                    message_bytes=self._message_bytes,
                )
            except AlreadyStoredError:
                log.debug("batch %d was said a short while ago", batch.sequence)

    async def say_want(
        self,
        tally: Tally,
        *,
        asking: bool,
        deleting: bool = True,
        unhashed: frozenset[str],
        paused: bool = False,
    ) -> None:
        """Publish the want, where it is another than the last one, or that is long ago.

        Args:
            tally: of what is due.
            asking: whether anything is asked for; else it says only what is placed.
            deleting: whether deletions may be asked for; not while a person has to look.
            unhashed: paths that are not asked for, since nobody knows yet what stands there.
            paused: whether nothing shall be fetched from here either.
        """
        said, now = self._said, self._now()
        grace_over = self._grace_over(tally)
        if asking and deleting and not paused and self._stands(unhashed):
            return
        self._forget_twins()
        self.postponed.forget(self._state.not_to_place(self.postponed.expired(now)))
        want = self._state.want(
            step=said.step,
            grace_over=grace_over,
            deleting=deleting,
            postponed=self.waiting(),
            lacking=said.lacking,
            unhashed=unhashed,
        )
        if want is None:
            return
        if not asking:
            want = unasked(want)
        want = self._with_refusals(want)
        if paused:
            want = want.model_copy(update={"paused": True})
        if _asks_the_same(want, said.want) and now < said.want_at + self._timing.repeat_want:
            return
        said.step += 1
        want = want.model_copy(update={"step": said.step})
        self._state.provenance.asked(want.needs)
        with within(self._traces.newest):
            await self._bus.publish(
                self._topology.want(self._identity.collection, self._identity.site), encode(want)
            )
        self._steps.reached(Step.WANT_PUBLISHED)
        said.want, said.want_at = want, now

    def _stands(self, unhashed: frozenset[str]) -> bool:
        """Tell whether a want waits for its report that asks for as much as one can.

        What is placed meanwhile would be a reason for another one, which nobody heeds before the report.
        """
        said, position = self._said, self._state.projection.position
        if not self._is_full(said.want) or said.want.log_id != position.log_id:
            return False
        if said.want.heard != self._state.values.number(SiteValue.REPORTS_AFTER):
            return False  # A report was heard while it was being said: it asks for what is in place.
        return self._now() < said.want_at + FULL_WANT_STANDS and unhashed.isdisjoint(self.awaited)

    @staticmethod
    def _is_full(want: Want | None) -> TypeGuard[Want]:
        return want is not None and len(want.needs) >= NEEDS_MAX

    def next_due(self, tally: Tally, *, since: float) -> float:
        """Return in how many seconds something will have to be said without being asked.

        What was due before the round that began at `since` (the loop's time) was said in it, or cannot be
        said now, as in a held site: to try again at once would be to try for ever.
        """
        said, now = self._said, self._now()
        dues = [said.want_at + self._timing.repeat_want]
        if self._is_full(said.want):
            dues.append(said.want_at + FULL_WANT_STANDS)
        if said.batch is not None:
            dues.append(said.batch_at + self._timing.resend_batch)
        if said.all_placed_since is not None and tally.behind:
            dues.append(said.all_placed_since + self._timing.grace)
        dues.extend(self.postponed.dues())
        later = [due for due in dues if due > since]
        return max(min(later, default=now + self._timing.repeat_want) - now, 0.05)

    def _grace_over(self, tally: Tally) -> bool:
        if tally.live_to_place > len(self.waiting() | self._said.lacking.keys()):
            self._said.all_placed_since = None
            return False
        if self._said.all_placed_since is None:
            self._said.all_placed_since = self._now()
        return self._now() >= self._said.all_placed_since + self._timing.grace

    def _with_refusals(self, want: Want) -> Want:
        """Return a want that says what of its needs was refused before, and what is staged for it."""
        refused = self.postponed.refused()
        tried = [(need, refused[need.path]) for need in want.needs if need.path in refused]
        if not tried:
            return want
        staged = tuple(need.path for need, one in tried if one.staged and one.revision == need.revision)
        return want.model_copy(update={"staged": staged, "refused": tuple(need.path for need, _ in tried)})

    def _forget_twins(self) -> None:
        twins = self._said.twins
        gone = [path for path, waiting in twins.items() if not self._waits(path, waiting)]
        for path in gone:
            del twins[path]
        self.postponed.try_now(gone)

    def _waits(self, path: str, waiting: _Waiting) -> bool:
        head, row = self._state.projection.head(path), self._state.index.row(waiting.twin)
        wanted = head is not None and head.live and head.revision == waiting.revision
        return wanted and row is not None and row.local.kind is not Kind.DELETED

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _asks_the_same(want: Want, said: Want | None) -> bool:
    """Tell whether nothing but the reports heard is new: that alone is not worth a message."""
    return said is not None and want.model_copy(update={"heard": said.heard}) == said
