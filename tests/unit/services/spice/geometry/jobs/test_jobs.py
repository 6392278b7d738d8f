"""Jobs are answered in their order by any process of a site, kept for their owner, and taken up again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.jobs.answers import AnswerFiles
from services.spice.geometry.jobs.book import JobBook
from services.spice.geometry.jobs.claims import FORSAKEN_SECONDS, LOST_SECONDS
from services.spice.geometry.jobs.errors import AnswerElsewhereError, JobTooLargeError, TooManyJobsError
from services.spice.geometry.jobs.job import JobState, Phase
from services.spice.geometry.jobs.jobs import JobBounds, Jobs
from services.spice.geometry.jobs.kernel_holds import KernelHolds
from services.spice.geometry.jobs.work import SHARED_MAX
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError
from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.process.words import Answered
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.contracts.http.knowledge.kernels import SetMember
from shared.contracts.messages.kernels.geometry_job import BEGUN_MAX
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.spice.geometry.process.asking import CLOCK, Folder, asked

BEGAN = datetime(2026, 3, 4, tzinfo=UTC)
NUMBERS = count(1)


def kept(folder: Path) -> list[str]:
    """Return the answers on the disk."""
    return sorted(path.name for path in folder.iterdir())


class Desk:
    """Jobs whose answers a test gives, with a clock that it sets."""

    def __init__(
        self, folder: Path, server: MemoryServer, *, jobs: int = 10, at_once: int = 1, kernel_bytes: int = 100
    ) -> None:
        self.time = BEGAN
        self.seconds = 0.0
        self.begun: asyncio.Queue[Callable[[float], None]] = asyncio.Queue()
        self.go_on: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.folder = folder
        self.kernels = Folder(folder.with_name(f"kernels of {folder.name}"))
        self.kernels.folder.mkdir(exist_ok=True)
        self.there: set[str] = set()
        instance = self.instance = f"{next(NUMBERS):08x}"
        self.book = JobBook(
            MemoryBus(server, instance),
            collection="spice",
            site="a",
            instance=instance,
            now=lambda: self.time,
            monotonic=lambda: self.seconds,
        )
        self.jobs = Jobs(
            book=self.book,
            files=AnswerFiles(folder),
            kernels=KernelHolds(
                files=self.kernels,
                limit_bytes=kernel_bytes,
                patience=30,
                monotonic=lambda: self.seconds,
            ),
            answer=self._answer,
            bounds=JobBounds(at_once=at_once, jobs=jobs, keep=timedelta(hours=1)),
            now=lambda: self.time,
            monotonic=lambda: self.seconds,
            new_id=self._new_id,
            instance=instance,
            others=self._others,
        )
        self.jobs.start()

    async def _others(self) -> set[str]:
        return self.there

    def _new_id(self) -> str:
        return f"{next(NUMBERS):032x}"

    async def _answer(self, asked: Asked, *, sink: Sink, progress: Callable[[float], None]) -> Answered:
        await self.begun.put(progress)
        given = await self.go_on.get()
        if isinstance(given, Exception):
            raise given
        await sink.write(given)
        return Answered(rows=len(given), resident_bytes=0)

    async def submit(self, owner: str = "ann", *, members: Sequence[SetMember] = ()) -> str:
        """Take a question."""
        self.time += timedelta(seconds=1)
        return (await self.jobs.submit(asked(members, CLOCK), owner)).id

    def state(self, job: str, owner: str = "ann") -> JobState:
        """Return how far a job is."""
        found = self.jobs.state(job, owner)
        assert found is not None
        return found

    async def end(self, job: str) -> JobState:
        """Wait until a job has ended."""
        async with asyncio.timeout(30):
            await self.until(lambda: self.state(job).phase.is_final)
        return self.state(job)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that this process hears of."""
        async with asyncio.timeout(30):
            while not holds():  # noqa: ASYNC110  # the jobs' own loop clears the event that it waits for
                await asyncio.sleep(0.001)

    async def read(self, job: str, owner: str = "ann") -> bytes | None:
        """Return the answer of a job."""
        path = await self.jobs.path(job, owner)
        return None if path is None else path.read_bytes()


@asynccontextmanager
async def desk_of(folder: Path, server: MemoryServer | None = None, **bounds: int) -> AsyncIterator[Desk]:
    """Yield a desk whose jobs are run."""
    desk = Desk(folder, server or MemoryServer(Topology()), **bounds)
    task = asyncio.create_task(desk.jobs.run())
    try:
        await desk.book.reach_current()
        yield desk
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_jobs_are_answered_in_their_order(tmp_path: Path) -> None:
    """The second waits and says where it stands; 1 is told once the answer is a file."""
    async with desk_of(tmp_path) as desk:
        first, second, third = [await desk.submit() for _ in range(3)]
        progress = await desk.begun.get()
        progress(0.25)

        assert (desk.state(first).phase, desk.state(first).progress) == (Phase.CALCULATING, 0.25)
        assert [desk.state(one).position for one in (second, third)] == [0, 1]
        progress(1.0)
        assert desk.state(first).progress < 1.0
        await desk.go_on.put(b"one")
        await desk.end(first)
        await desk.go_on.put(b"two")
        await desk.end(second)

        assert await desk.read(first) == b"one"
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
        assert await desk.read(job) is None


async def test_nobody_but_its_owner_learns_of_a_job(tmp_path: Path) -> None:
    """It cannot be told from one that never was (I12)."""
    async with desk_of(tmp_path) as desk:
        job = await desk.submit("ann")

        assert desk.jobs.state(job, "bob") is None
        assert await desk.jobs.asked(job, "bob") is None
        assert await desk.jobs.cancel(job, "bob") is None
        assert not await desk.jobs.forget(job, "bob")
        assert desk.state(job).phase is not Phase.CANCELLED


async def test_a_job_is_cancelled_whether_it_waits_or_is_at_work_and_by_any_process(tmp_path: Path) -> None:
    """The next one begins."""
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "one", server) as desk, desk_of(tmp_path / "other", server) as other:
        other.jobs.bounds = JobBounds(at_once=0)
        first, second, third = [await desk.submit() for _ in range(3)]
        await desk.begun.get()
        await other.until(lambda: other.jobs.state(second, "ann") is not None)
        await other.jobs.cancel(second, "ann")
        await other.until(lambda: other.state(first).phase is Phase.CALCULATING)
        await other.jobs.cancel(first, "ann")
        await desk.begun.get()
        await desk.go_on.put(b"three")
        await desk.end(third)

        assert [desk.state(one).phase for one in (first, second, third)] == [
            Phase.CANCELLED,
            Phase.CANCELLED,
            Phase.COMPLETE,
        ]


async def test_processes_of_a_site_share_jobs_and_any_of_them_tells_the_answer(tmp_path: Path) -> None:
    """Each takes one; the question is on the bus, and so is the answer."""
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "one", server) as one, desk_of(tmp_path / "other", server) as other:
        first, second = await one.submit(), await one.submit()
        for desk in (one, other):
            await desk.begun.get()
        await one.go_on.put(b"by one")
        await other.go_on.put(b"by other")
        for desk in (one, other):
            await desk.end(first)
            await desk.end(second)

        told = [await one.read(job) for job in (first, second)]
        assert set(told) == {b"by one", b"by other"}
        assert [await other.read(job) for job in (first, second)] == told
        assert kept(tmp_path / "one") == kept(tmp_path / "other") == sorted([first, second])


async def test_jobs_are_taken_up_again_by_a_later_process(tmp_path: Path) -> None:
    """What had not ended begins anew; what had ended keeps its answer."""
    server = MemoryServer(Topology())
    async with desk_of(tmp_path, server) as desk:
        done, broken, waiting = [await desk.submit() for _ in range(3)]
        await desk.go_on.put(b"done")
        await desk.end(done)
        await desk.begun.get()
        await desk.begun.get()
    async with desk_of(tmp_path / "later", server) as later:
        await later.go_on.put(b"again")
        await later.end(broken)
        await later.go_on.put(b"then")
        await later.end(waiting)

        assert [await later.read(one) for one in (done, broken, waiting)] == [b"done", b"again", b"then"]


async def test_jobs_of_a_process_that_falls_silent_are_taken_by_another(tmp_path: Path) -> None:
    """Not before; and one that ended several processes is given up, with what to do."""
    server = MemoryServer(Topology())
    dead = Desk(tmp_path / "dead", server)
    following = asyncio.create_task(dead.book.run())
    await dead.book.reach_current()
    job, deadly = await dead.submit(), await dead.submit()
    for one, begun in ((job, 1), (deadly, BEGUN_MAX)):
        taken = {"phase": Phase.CALCULATING, "worker": "dead", "begun": begun}
        await dead.book.change(one, lambda record, taken=taken: record.model_copy(update=taken))
    following.cancel()
    async with desk_of(tmp_path / "heir", server) as heir:
        assert heir.state(job).phase is Phase.CALCULATING
        assert heir.begun.empty()
        heir.seconds = LOST_SECONDS + 1
        heir.book.changed.set()
        await heir.begun.get()
        await heir.go_on.put(b"by the heir")

        assert (await heir.end(job)).phase is Phase.COMPLETE
        assert await heir.read(job) == b"by the heir"
        assert (await heir.end(deadly)).phase is Phase.FAILED
        assert "ask for less" in heir.state(deadly).detail


async def test_an_answer_that_is_too_large_for_the_bus_is_calculated_again_where_it_is_asked_for(
    tmp_path: Path,
) -> None:
    """It has the same bytes; meanwhile the caller is told to come again."""
    large = bytes(SHARED_MAX + 1)
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "one", server) as one:
        job = await one.submit()
        await one.go_on.put(large)
        await one.end(job)
        assert await one.read(job) == large
    async with desk_of(tmp_path / "other", server) as other:
        with pytest.raises(AnswerElsewhereError, match="calculated here again"):
            await other.read(job)
        await other.go_on.put(large)
        await other.until(lambda: kept(tmp_path / "other") == [job])

        assert await other.read(job) == large


async def test_an_answer_that_is_elsewhere_and_cannot_be_made_again_says_why(tmp_path: Path) -> None:
    """The kernels may be gone that it was made of; whoever has it still tells it."""
    large = bytes(SHARED_MAX + 1)
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "one", server) as one, desk_of(tmp_path / "other", server) as other:
        other.jobs.bounds = JobBounds(at_once=0)
        job = await one.submit()
        await one.go_on.put(large)
        await one.end(job)
        await other.until(
            lambda: other.jobs.state(job, "ann") is not None and other.state(job).phase.is_final
        )
        other.jobs.bounds = JobBounds()
        with pytest.raises(AnswerElsewhereError, match="is calculated here again"):
            await other.read(job)
        await other.go_on.put(AbsentContentError("a.bsp is gone"))
        await other.begun.get()
        await other.until(lambda: not other.jobs._running)
        with pytest.raises(AnswerElsewhereError, match=r"cannot be calculated here again: a\.bsp is gone"):
            await other.read(job)

        assert await one.read(job) == large


async def test_a_job_is_forgotten_when_it_expires_or_its_owner_removes_it(tmp_path: Path) -> None:
    """And its answer is removed from the disk."""
    async with desk_of(tmp_path) as desk:
        job, removed = await desk.submit(), await desk.submit()
        for one in (job, removed):
            await desk.go_on.put(b"one")
            await desk.end(one)
        assert await desk.jobs.forget(removed, "ann")
        await desk.until(lambda: kept(tmp_path) == [job])
        assert desk.jobs.state(removed, "ann") is None
        desk.time += timedelta(hours=1)

        assert desk.jobs.state(job, "ann") is None
        desk.book.changed.set()
        await desk.until(lambda: kept(tmp_path) == [])


async def test_one_caller_leaves_room_for_others(tmp_path: Path) -> None:
    """Who has half of all jobs kept is told to remove some, while others go on."""
    async with desk_of(tmp_path, jobs=2) as desk:
        await desk.submit()
        with pytest.raises(TooManyJobsError, match="1 jobs of yours are kept already"):
            await desk.submit()
        assert desk.state(await desk.submit("bob"), "bob").id


async def test_jobs_are_bounded_in_number(tmp_path: Path) -> None:
    """The error says what makes room, and that does."""
    async with desk_of(tmp_path, jobs=1) as desk:
        job = await desk.submit()
        with pytest.raises(TooManyJobsError, match="remove those"):
            await desk.submit()
        assert await desk.jobs.forget(job, "ann")
        await desk.submit()


async def test_a_job_holds_its_kernels_at_every_process_until_it_ends(tmp_path: Path) -> None:
    """While it waits, and while it is calculated; whoever takes it finds them."""
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "one", server) as one, desk_of(tmp_path / "other", server) as other:
        other.jobs.bounds = JobBounds(at_once=0)
        kernels = [desk.kernels.member("a.bsp", b"kernel") for desk in (one, other)][:1]
        first, waits = await one.submit(members=kernels), await one.submit(members=kernels)
        await one.begun.get()
        await other.until(lambda: len(other.kernels.open) == 2)

        assert (len(one.kernels.open), one.jobs.kernels.bytes) == (2, len(b"kernel"))
        await one.jobs.cancel(waits, "ann")
        for desk in (one, other):
            await desk.until(lambda desk=desk: len(desk.kernels.open) == 1)
        await one.go_on.put(b"first")
        await one.end(first)
        for desk in (one, other):
            await desk.until(lambda desk=desk: not desk.kernels.open)
        assert one.jobs.kernels.bytes == 0


async def test_a_job_whose_kernels_are_gone_is_not_taken(tmp_path: Path) -> None:
    """Nor is one whose kernels take more than jobs may hold together; nothing is held for them."""
    async with desk_of(tmp_path, kernel_bytes=10) as desk:
        gone = desk.kernels.member("a.bsp", b"gone")
        (desk.kernels.folder / gone.content).unlink()
        with pytest.raises(AbsentContentError, match=r"a\.bsp"):
            await desk.submit(members=[gone])
        six = [desk.kernels.member(f"{name}.bsp", name.encode() * 6) for name in ("b", "c")]
        await desk.submit(members=six[:1])
        await desk.submit(members=six[:1])
        with pytest.raises(JobTooLargeError, match="SPICERACK_JOB_KERNEL_BYTES"):
            await desk.submit(members=six)
        with pytest.raises(TooManyJobsError, match="when some have ended"):
            await desk.submit(members=six[1:])

        assert set(desk.kernels.open) == {six[0].content}


async def test_a_process_without_a_jobs_kernels_leaves_it_to_one_that_has_them(tmp_path: Path) -> None:
    """However long that one is busy; the answer is made once it is not."""
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "one", server) as one, desk_of(tmp_path / "lacking", server) as lacking:
        one.jobs.bounds = JobBounds(at_once=0)
        lacking.there = {one.instance, lacking.instance}
        job = await one.submit(members=[one.kernels.member("a.bsp", b"kernel")])
        await lacking.until(lambda: lacking.instance in one.book.entries()[job].record.lacking)
        lacking.seconds += FORSAKEN_SECONDS + 1
        lacking.book.changed.set()
        second = await lacking.submit()
        await lacking.begun.get()
        await lacking.go_on.put(b"second")
        await lacking.end(second)

        assert one.state(job).phase is Phase.QUEUED
        one.jobs.bounds = JobBounds()
        one.book.changed.set()
        await one.go_on.put(b"by one")
        await lacking.end(job)
        assert await lacking.read(job) == b"by one"


async def test_a_job_whose_kernels_nobody_has_any_more_is_given_up(tmp_path: Path) -> None:
    """Not at once: who has them may be about to start again."""
    server = MemoryServer(Topology())
    async with desk_of(tmp_path / "gone", server) as gone:
        gone.jobs.bounds = JobBounds(at_once=0)
        job = await gone.submit(members=[gone.kernels.member("a.bsp", b"kernel")])
    async with desk_of(tmp_path / "heir", server) as heir:
        await heir.until(lambda: bool(heir.book.entries()[job].record.lacking))
        waits = await heir.submit()
        await heir.begun.get()

        assert heir.state(job).phase is Phase.QUEUED
        heir.seconds += FORSAKEN_SECONDS + 1
        await heir.go_on.put(b"one")
        await heir.end(waits)
        assert "no process of this site has the kernels" in (await heir.end(job)).detail


async def test_a_job_whose_kernels_are_on_their_way_lets_others_go_first(tmp_path: Path) -> None:
    """For so long; then it is tried without them, and says what it lacks."""
    async with desk_of(tmp_path) as desk:
        desk.kernels.unavailable = True
        job = await desk.submit(members=[desk.kernels.member("a.bsp", b"kernel")])
        second = await desk.submit()
        await desk.go_on.put(b"second")
        await desk.end(second)
        assert desk.state(job).phase is Phase.QUEUED

        desk.time += timedelta(seconds=2)
        desk.jobs.bounds = JobBounds(arrive=timedelta(seconds=1))
        desk.book.changed.set()
        await desk.go_on.put(KernelsUnavailableError("a.bsp is elsewhere"))
        assert (await desk.end(job)).detail == "a.bsp is elsewhere"


@pytest.mark.parametrize(
    "error",
    [
        ProcessDiedError("it was ended by SIGKILL", killed=True),
        ProcessStartError("it was ended by SIGKILL", killed=True),
    ],
)
async def test_a_job_whose_process_is_killed_begins_anew_so_many_times(
    tmp_path: Path, error: Exception
) -> None:
    """And then says how it ended."""
    async with desk_of(tmp_path) as desk:
        job = await desk.submit()
        await desk.go_on.put(error)
        await desk.go_on.put(b"in peace")
        assert (await desk.end(job)).phase is Phase.COMPLETE

        deadly = await desk.submit()
        for _ in range(BEGUN_MAX):
            await desk.go_on.put(error)
        assert (await desk.end(deadly)).detail == "it was ended by SIGKILL"


async def test_a_job_that_cspice_dies_of_is_not_begun_again(tmp_path: Path) -> None:
    """The next would die of it, too."""
    async with desk_of(tmp_path) as desk:
        job = await desk.submit()
        await desk.go_on.put(ProcessDiedError("it was ended by SIGSEGV"))

        assert (await desk.end(job)).detail == "it was ended by SIGSEGV"
