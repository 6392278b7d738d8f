"""The choice of the jobs that a process takes: those that are due, and that it has the kernels of."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from services.spice.geometry.jobs.book import Entry, JobBook
from services.spice.geometry.jobs.work import moved
from shared.contracts.messages.kernels.geometry_job import BEGUN_MAX, LACKING_MAX, GeometryJob, Phase

LOST_SECONDS = 30.0
"""Without a sign of life, another process takes the job: six of them were missed."""

FORSAKEN_SECONDS = 60.0
"""Without anybody who may have the kernels of a job, it is given up: who had them may start anew."""

Others = Callable[[], Awaitable[Collection[str]]]
"""Tells which processes of a site are there. Raises BusError."""


async def alone() -> Collection[str]:
    """Return nobody."""
    return ()


@dataclass(slots=True, kw_only=True)
class Claims:
    """Takes jobs for one process."""

    book: JobBook
    instance: str
    """Names this process among those of the site."""
    others: Others
    monotonic: Callable[[], float]
    _forsaken: dict[str, float] = field(default_factory=dict)
    """Since when nobody is there who may have the kernels of a job."""

    async def take(self, entry: Entry) -> bool:
        """Make a job ours, if it is due: queued, or its process has fallen silent. Raises BusError."""
        record = entry.record
        lost = record.phase is Phase.CALCULATING and self.monotonic() - entry.heard_at > LOST_SECONDS
        if record.phase is not Phase.QUEUED and not lost:
            return False
        if self.instance in record.lacking:
            await self._give_up(record)
            return False
        taken = await self.book.change(record.job, lambda one: self._taken(one, record))
        return taken is not None and taken.phase is Phase.CALCULATING

    def _taken(self, one: GeometryJob, seen: GeometryJob) -> GeometryJob | None:
        # What it lacks may have been said since it was seen.
        if not _is_as_seen(one, seen) or self.instance in one.lacking:
            return None
        if one.begun >= BEGUN_MAX:
            words = f"{one.begun} processes ended while they calculated it: ask for less, or in parts"
            return moved(one, Phase.FAILED, detail=words)
        mine = {"worker": self.instance, "begun": one.begun + 1, "progress": 0.0}
        return moved(one, Phase.CALCULATING, **mine)

    async def say_lacking(self, job: str) -> None:
        """Say that this process cannot have the kernels of a job any more. Raises BusError."""

        def lacking(one: GeometryJob) -> GeometryJob | None:
            said = (*one.lacking, self.instance)[-LACKING_MAX:]
            return None if self.instance in one.lacking else one.model_copy(update={"lacking": said})

        await self.book.change(job, lacking)

    async def _give_up(self, record: GeometryJob) -> None:
        """End a job whose kernels no process has, once none came for a while."""
        others = await self.others()
        if not set(others) <= {self.instance, *record.lacking}:
            self._forsaken.pop(record.job, None)
            return
        since = self._forsaken.setdefault(record.job, self.monotonic())
        if self.monotonic() - since < FORSAKEN_SECONDS:
            return
        words = "no process of this site has the kernels of this job any more, and no site does: ask again"

        def given_up(one: GeometryJob) -> GeometryJob | None:
            return moved(one, Phase.FAILED, detail=words) if _is_as_seen(one, record) else None

        await self.book.change(record.job, given_up)
        self._forsaken.pop(record.job, None)


def _is_as_seen(one: GeometryJob, seen: GeometryJob) -> bool:
    return (one.phase, one.worker, one.begun) == (seen.phase, seen.worker, seen.begun)
