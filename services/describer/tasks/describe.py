"""Describing what waits: one content at a time in each worker process."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Sequence

from services.describer.context import DescriberContext
from services.describer.decide.outcome import CRASHES_MAX, SECONDS_MIN, Pauses, seconds_for
from services.describer.decide.turns import Peer, wait_for
from services.describer.state.backlog import Waiting
from services.describer.tasks.peers import Peers
from services.describer.tasks.publish import DescriptionPublisher
from services.describer.work.process import WorkerDiedError, WorkerProcess, WorkerStartError
from services.describer.work.protocol import Job, Looked, Missing
from shared.contracts.messages.description import DETAIL_MAX
from shared.model.entry import Entry

log = logging.getLogger(__name__)

WINDOW = 64
"""Contents that are looked through at once for one whose turn it is: more than there are workers."""

REST_MAX = 30.0
"""Seconds without news after which the backlog is looked at all the same."""

SAID_AGAIN = 10.0
"""Seconds until a content comes up again whose description was published and not yet heard."""

START_PAUSE = 10.0
"""Seconds before a worker process is started again that could not be."""

REMEMBERED_MAX = 1_000
"""Contents whose crashes are remembered."""


class DescribeTask:
    """Takes contents from the backlog, each in its turn."""

    def __init__(
        self,
        context: DescriberContext,
        *,
        peers: Peers,
        publisher: DescriptionPublisher,
        workers: Sequence[WorkerProcess],
        grace: float,
        seconds: float = SECONDS_MIN,
        pauses: Pauses | None = None,
    ) -> None:
        """Wire the task.

        Args:
            context: the collection.
            peers: who else may describe it.
            publisher: says what was found.
            workers: look into contents, each one at a time.
            grace: seconds; see `wait_for`.
            seconds: see `seconds_for`.
            pauses: after looks in vain.
        """
        self._context = context
        self._peers = peers
        self._publisher = publisher
        self._workers = workers
        self._grace = grace
        self._seconds = seconds
        self._pauses = pauses or Pauses()
        self.begun = False
        """Whether it has been started."""
        self._in_hand: set[str] = set()
        self._crashes: Counter[str] = Counter()

    async def run(self) -> None:
        """Describe until cancelled."""
        async with asyncio.TaskGroup() as group:
            for number, worker in enumerate(self._workers):
                group.create_task(self._serve(worker), name=f"worker {number}")

    async def _serve(self, worker: WorkerProcess) -> None:
        try:
            while True:
                waiting = await self._next()
                self._in_hand.add(waiting.content)
                try:
                    await self._describe(worker, waiting)
                finally:
                    self._in_hand.discard(waiting.content)
        finally:
            await worker.stop()

    async def _next(self) -> Waiting:
        while True:
            peers = await self._peers.now()
            while due := self._due():
                for waiting in due:
                    wait = 0.0 if waiting.waited else self._wait(waiting, peers=peers)
                    if wait <= 0:
                        return waiting
                    self._context.backlog.leave(waiting.content, until=self._now() + wait)
            await self._rest()

    def _wait(self, waiting: Waiting, *, peers: frozenset[Peer]) -> float:
        me = self._context.me
        return wait_for(waiting.content, author=waiting.author, me=me, peers=peers, grace=self._grace)

    def _due(self) -> list[Waiting]:
        found = self._context.backlog.first(now=self._now(), limit=WINDOW)
        return [one for one in found if one.content not in self._in_hand]

    async def _rest(self) -> None:
        """Wait for news, or until the next content is due."""
        due = self._context.backlog.next_due()
        pause = REST_MAX if due is None else min(max(due - self._now(), 0.0), REST_MAX)
        # What is in hand is due, too: it must not keep the others awake.
        pause = max(pause, 1.0) if self._in_hand else pause
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._context.bell.wait()
                self._context.bell.clear()

    async def _describe(self, worker: WorkerProcess, waiting: Waiting) -> None:
        backlog = self._context.backlog
        places = backlog.places(waiting.content)
        if not places:
            # It went before anybody described it; a commit that brings it again says so.
            backlog.drop(waiting.content)
            return
        after = backlog.sequence_of(waiting.content)
        found = await self._look(worker, places, waiting)
        if isinstance(found, Looked):
            said = await self._publisher.publish(found, places[0], after=after)
            self._crashes.pop(waiting.content, None)
            pause = SAID_AGAIN if said else self._pauses.after(waiting.tries + 1)
        else:
            self._context.figures.absent += 1
            pause = self._pauses.after(waiting.tries + 1)
        backlog.postpone(waiting.content, until=self._now() + pause)

    async def _look(
        self, worker: WorkerProcess, places: Sequence[Entry], waiting: Waiting
    ) -> Looked | Missing | None:
        """Return what a worker says; None where there is none to ask, or the content is tried once more."""
        first = places[0]
        seconds = seconds_for(first.state.size, least=self._seconds)
        job = Job(
            content=waiting.content,
            size=first.state.size,
            name=first.path,
            paths=tuple(place.path for place in places),
            seconds=seconds,
        )
        try:
            return await worker.ask(job, seconds=seconds)
        except WorkerStartError as error:
            log.error("no describer can be asked: %s", error)
            await asyncio.sleep(START_PAUSE)
            return None
        except WorkerDiedError as death:
            return self._after(death, first.path, waiting.content)

    def _after(self, death: WorkerDiedError, path: str, content: str) -> Looked | None:
        self._context.figures.deaths += 1
        if len(self._crashes) >= REMEMBERED_MAX:
            self._crashes.clear()
        self._crashes[content] += 1
        if not death.hung and self._crashes[content] < CRASHES_MAX:
            log.warning("the worker that looked at %s died (%s): once more", path, death)
            return None
        log.error("%s cannot be described: %s", path, death)
        return Looked(describer=death.describer, failure=f"describer failed: {death}"[:DETAIL_MAX])

    def _now(self) -> float:
        return self._context.clock.now().timestamp()
