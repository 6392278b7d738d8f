"""The kernels of jobs that have not ended, held from when a job is taken: what replaces them changes nothing.

Every process of a site holds those of all its jobs: each of them may be the one that answers.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial

from services.spice.geometry.files.content_files import StoreFullError
from services.spice.geometry.jobs.errors import JobTooLargeError, TooManyJobsError
from services.spice.sets.port import AbsentContentError, KernelFiles, KernelsUnavailableError
from shared.bus.port import BusError
from shared.contracts.http.knowledge.kernels import SetMember

log = logging.getLogger(__name__)

AGAIN_SECONDS = 10.0
"""Until kernels are asked for again that could not be had: a line comes back, a job ends and makes room."""

OPENING_MAX = 8
"""Jobs whose kernels are asked for at a time: questions of a million times take much memory to be read."""

Members = Callable[[], Awaitable[Sequence[SetMember]]]


def nothing() -> None:
    """Do nothing."""


@dataclass(slots=True, kw_only=True)
class KernelHolds:
    """Holds kernels for jobs, within a bound. One loop owns it."""

    files: KernelFiles
    limit_bytes: int
    """Of all kernels that are held for jobs."""
    patience: float
    """Seconds that whoever asks waits for kernels of other sites; they go on arriving then."""
    monotonic: Callable[[], float]
    settled: Callable[[], None] = nothing
    """Called when all that jobs need was asked for since the start: what is not held is nobody's then."""
    _held: dict[str, AsyncExitStack] = field(default_factory=dict)
    _opening: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _again_at: dict[str, float] = field(default_factory=dict)
    _elsewhere: set[str] = field(default_factory=set)
    """Jobs whose kernels are at sites that cannot be read now."""
    _users: Counter[str] = field(default_factory=Counter)
    _sizes: dict[str, int] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Of all kernels that are held, or on their way for a job."""
        return sum(self._sizes[content] for content in self._users)

    async def open(self, members: Sequence[SetMember]) -> AsyncExitStack:
        """Hold kernels until the stack is closed.

        Raises:
            JobTooLargeError: there is no room for these even without any other job.
            TooManyJobsError: kernels of other jobs take what there is room for.
            AbsentContentError: no site holds one any more.
            KernelsUnavailableError: one may be had later.
            StoreFullError: files in use leave no room.
        """
        self._demand_room(members)
        async with AsyncExitStack() as stack:
            self._sizes.update({one.content: one.size for one in members})
            self._users.update(one.content for one in members)
            stack.callback(self._release, members)
            await stack.enter_async_context(self.files.held(members))
            return stack.pop_all()

    async def open_in_time(self, members: Sequence[SetMember]) -> AsyncExitStack | None:
        """Hold kernels for a job that is about to be taken; None where they only come later.

        Raises:
            TooManyJobsError: as `open` does.
            AbsentContentError: as `open` does.
            StoreFullError: as `open` does.
        """
        try:
            async with asyncio.timeout(self.patience):
                return await self.open(members)
        except (TimeoutError, KernelsUnavailableError):
            return None

    def are_arriving(self, job: str) -> bool:
        """Whether kernels of a job are to be waited for: it would keep others from being answered."""
        return job in self._opening or job in self._elsewhere

    async def assign(self, job: str, stack: AsyncExitStack) -> None:
        """Have a job hold what was opened for it."""
        if self._held.setdefault(job, stack) is not stack:
            await stack.aclose()

    async def look(
        self,
        group: asyncio.TaskGroup,
        wanted: dict[str, Members],
        *,
        lacks: Callable[[str], Awaitable[None]],
        news: Callable[[], None],
    ) -> None:
        """Hold the kernels of all jobs that have not ended, and let go of all others.

        Args:
            group: owns what waits for kernels.
            wanted: jobs, and what tells their kernels.
            lacks: says that a kernel of a job is to be had nowhere any more.
            news: is called whenever a job does not wait for kernels any more.
        """
        await self._let_go(wanted)
        now = self.monotonic()
        for job, members in wanted.items():
            if len(self._opening) >= OPENING_MAX:
                break
            if job in self._held or job in self._opening or now < self._again_at.get(job, now):
                continue
            task = group.create_task(self._take(job, members, lacks), name=f"kernels of job {job}")
            self._opening[job] = task
            task.add_done_callback(partial(self._opened, job, news))
        if not self._opening:
            self.settled()

    async def _let_go(self, wanted: Collection[str]) -> None:
        for job, task in self._opening.items():
            if job not in wanted:
                task.cancel()
        for job in [job for job in self._held if job not in wanted]:
            await self._held.pop(job).aclose()
        self._again_at = {job: at for job, at in self._again_at.items() if job in wanted}
        self._elsewhere.intersection_update(wanted)

    async def _take(self, job: str, members: Members, lacks: Callable[[str], Awaitable[None]]) -> None:
        try:
            stack = await self.open(await members())
        except AbsentContentError as error:
            log.warning("job %s is left to other processes: %s", job, error)
            await lacks(job)
        except KernelsUnavailableError as error:
            log.info("job %s waits for kernels: %s", job, error)
            self._elsewhere.add(job)
        except (BusError, StoreFullError, TooManyJobsError, JobTooLargeError, OSError) as error:
            log.info("kernels of job %s are not held yet: %s", job, error)
        else:
            self._elsewhere.discard(job)
            await self.assign(job, stack)
            return
        self._again_at[job] = self.monotonic() + AGAIN_SECONDS

    def _opened(self, job: str, news: Callable[[], None], _: asyncio.Task[None]) -> None:
        del self._opening[job]
        news()

    def _demand_room(self, members: Sequence[SetMember]) -> None:
        own = sum({one.content: one.size for one in members}.values())
        if own > self.limit_bytes:
            raise JobTooLargeError(
                f"the kernels of this job take {own} bytes, all jobs may hold {self.limit_bytes}: ask "
                "without a job, or for fewer kernels, or have SPICERACK_JOB_KERNEL_BYTES raised"
            )
        more = {one.content: one.size for one in members if one.content not in self._users}
        if self.bytes + sum(more.values()) > self.limit_bytes:
            raise TooManyJobsError(
                f"kernels of jobs that have not ended take {self.bytes} bytes, and {sum(more.values())} more "
                "do not fit: ask again when some have ended, or give more by SPICERACK_JOB_KERNEL_BYTES"
            )

    def _release(self, members: Sequence[SetMember]) -> None:
        self._users.subtract(one.content for one in members)
        self._users += Counter()
        self._sizes = {content: self._sizes[content] for content in self._users}
