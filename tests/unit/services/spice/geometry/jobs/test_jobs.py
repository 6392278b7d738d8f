"""Jobs are answered in their order, kept for their owner, taken up again, cancelled, and forgotten."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.jobs.job import JobState, Phase
from services.spice.geometry.jobs.jobs import JobBounds, Jobs, TooManyJobsError
from services.spice.geometry.jobs.store import JobStore
from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.process.words import Answered
from tests.unit.services.spice.geometry.process.asking import CLOCK, asked

BEGAN = datetime(2026, 3, 4, tzinfo=UTC)


def kept(folder: Path) -> list[str]:
    """Return the jobs on the disk."""
    return [path.name for path in folder.iterdir()]


class Desk:
    """Jobs whose answers a test gives, with a clock that it sets."""

    def __init__(self, folder: Path, *, jobs: int = 10, at_once: int = 1) -> None:
        self.time = BEGAN
        self.begun: asyncio.Queue[Callable[[float], None]] = asyncio.Queue()
        self.go_on: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.number = 0
        self.jobs = Jobs(
            store=JobStore(folder),
            answer=self._answer,
            bounds=JobBounds(at_once=at_once, jobs=jobs, keep=timedelta(hours=1)),
            now=lambda: self.time,
            new_id=self._new_id,
        )
        self.jobs.load()

    def _new_id(self) -> str:
        self.number += 1
        return f"{self.number:032x}"

    async def _answer(self, asked: Asked, *, sink: Sink, progress: Callable[[float], None]) -> Answered:
        await self.begun.put(progress)
        given = await self.go_on.get()
        if isinstance(given, Exception):
            raise given
        await sink.write(given)
        return Answered(rows=len(given), resident_bytes=0)

    async def submit(self, owner: str = "ann") -> str:
        """Take a question."""
        return (await self.jobs.submit(asked([], CLOCK), owner)).id

    def state(self, job: str, owner: str = "ann") -> JobState:
        """Return how far a job is."""
        found = self.jobs.state(job, owner)
        assert found is not None
        return found

    async def end(self, job: str) -> JobState:
        """Wait until a job has ended."""
        async with asyncio.timeout(30):
            while not self.state(job).phase.is_final:  # noqa: ASYNC110  # the store ends it, in a thread
                await asyncio.sleep(0.001)
        return self.state(job)


@asynccontextmanager
async def desk_of(folder: Path, **bounds: int) -> AsyncIterator[Desk]:
    """Yield a desk whose jobs are run."""
    desk = Desk(folder, **bounds)
    task = asyncio.create_task(desk.jobs.run())
    try:
        yield desk
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_jobs_are_answered_in_their_order(tmp_path: Path) -> None:
    """The second waits and says where it stands; the answer is a file."""
    async with desk_of(tmp_path) as desk:
        first, second, third = [await desk.submit() for _ in range(3)]
        progress = await desk.begun.get()
        progress(0.25)

        assert (desk.state(first).phase, desk.state(first).progress) == (Phase.CALCULATING, 0.25)
        assert [desk.state(one).position for one in (second, third)] == [0, 1]
        await desk.go_on.put(b"one")
        await desk.end(first)
        await desk.go_on.put(b"two")
        await desk.end(second)
        path = desk.jobs.path(first, "ann")

        assert path is not None
        assert path.read_bytes() == b"one"
        assert (desk.state(first).rows, desk.state(first).progress) == (3, 1.0)


async def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    """With the failure of its question; it has no answer."""
    async with desk_of(tmp_path) as desk:
        job = await desk.submit()
        await desk.go_on.put(GeometryError(Failure(reason="no-coverage", detail="nothing there", body=-74)))
        ended = await desk.end(job)

        assert (ended.phase, ended.detail) == (Phase.FAILED, "nothing there")
        assert ended.failure is not None
        assert ended.failure.body == -74
        assert desk.jobs.path(job, "ann") is None


async def test_nobody_but_its_owner_learns_of_a_job(tmp_path: Path) -> None:
    """It cannot be told from one that never was (I12)."""
    async with desk_of(tmp_path) as desk:
        job = await desk.submit("ann")

        assert desk.jobs.state(job, "bob") is None
        assert desk.jobs.cancel(job, "bob") is None
        assert not desk.jobs.forget(job, "bob")
        assert desk.state(job).phase is not Phase.CANCELLED


async def test_a_job_is_cancelled_whether_it_waits_or_is_at_work(tmp_path: Path) -> None:
    """The next one begins."""
    async with desk_of(tmp_path) as desk:
        first, second, third = [await desk.submit() for _ in range(3)]
        await desk.begun.get()
        desk.jobs.cancel(second, "ann")
        desk.jobs.cancel(first, "ann")
        await desk.begun.get()
        await desk.go_on.put(b"three")
        await desk.end(third)

        assert [desk.state(one).phase for one in (first, second, third)] == [
            Phase.CANCELLED,
            Phase.CANCELLED,
            Phase.COMPLETE,
        ]


async def test_jobs_are_taken_up_again_by_a_later_process(tmp_path: Path) -> None:
    """What had not ended begins anew; what had ended keeps its answer."""
    async with desk_of(tmp_path) as desk:
        done, broken, waiting = [await desk.submit() for _ in range(3)]
        await desk.go_on.put(b"done")
        await desk.end(done)
        await desk.begun.get()
        await desk.begun.get()
    async with desk_of(tmp_path) as later:
        await later.go_on.put(b"again")
        await later.end(broken)
        await later.go_on.put(b"then")
        await later.end(waiting)
        told = [later.jobs.path(one, "ann") for one in (done, broken, waiting)]

        assert [path.read_bytes() for path in told if path] == [b"done", b"again", b"then"]


async def test_a_job_is_forgotten_when_it_expires(tmp_path: Path) -> None:
    """And its answer is removed from the disk."""
    async with desk_of(tmp_path) as desk:
        job = await desk.submit()
        await desk.go_on.put(b"one")
        await desk.end(job)
        desk.time += timedelta(hours=1)

        assert desk.jobs.state(job, "ann") is None
        other = await desk.submit()
        assert kept(tmp_path) == [other]


async def test_jobs_are_bounded_in_number(tmp_path: Path) -> None:
    """The error says what makes room, and that does."""
    async with desk_of(tmp_path, jobs=1) as desk:
        job = await desk.submit()
        with pytest.raises(TooManyJobsError, match="remove those"):
            await desk.submit()
        assert desk.jobs.forget(job, "ann")
        await desk.submit()


async def test_what_stands_in_place_of_a_job_stops_nothing(tmp_path: Path) -> None:
    """A torn question of before is removed at the start."""
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "question.json").write_text("{")
    async with desk_of(tmp_path) as desk:
        job = await desk.submit()

        assert kept(tmp_path) == [job]
