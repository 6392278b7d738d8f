"""Processes that hold kernels, real ones: kept warm for their set, ended when spent, and started again."""

import asyncio
import os
import random
import signal
from pathlib import Path

import pytest

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.process import kernel_process
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.geometry.process.pool import Pool
from services.spice.sets.port import AbsentContentError
from shared.contracts.http.knowledge.kernels import SetMember
from shared.service.child.process import start_child
from tests.kernels.made import FK, SCLK, ck_without_rates, made
from tests.unit.services.spice.geometry.process.asking import (
    ALLOWANCE,
    CLOCK,
    Buffer,
    asked,
    leap_seconds,
    pool_of,
)

SLOW = {
    "calculation": "search-coordinate",
    "target": "-999",
    "observer": "399",
    "frame": "J2000",
    "aberration": "NONE",
    "system": "RECTANGULAR",
    "coordinate": "X",
    "condition": {"relation": "LOCMAX"},
    "window": {"spans": [[0.0, 80_000.0]], "text": "NONE"},
    "step": 0.1,
}
"""A search of 800 000 steps: seconds of a processor."""


def pids(pool: Pool) -> list[int]:
    """Return the processes of a pool."""
    return [held.process.pid for held in pool._held if held.process.pid is not None]


async def test_an_answer_names_the_kernels_it_was_made_from(tmp_path: Path) -> None:
    """Path, hash, revision, kind and quality stand in it, in the order of loading (I13)."""
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("lsk/a.tls", leap_seconds()), files.member("spk/a.bsp", made("craft_v1.bsp"))]
        sink = Buffer()
        answered = await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=sink)

    told = sink.json()
    assert [(one["path"], one["content"], one["revision"]) for one in told["kernels"]] == [
        (one.path, one.content, 7) for one in members
    ]
    assert (told["collection"], told["revision"], answered.rows) == ("spice", 9, 1)
    assert told["rows"] == [["2000-01-01T11:58:55.816073", 0.0, "2000 JAN 01 11:58:55.816073"]]


async def test_an_answer_names_kernels_as_they_were_asked_for(tmp_path: Path) -> None:
    """Found by a stranger: a process that had the same bytes under a name since removed went on telling that.

    Whoever may see one of two paths is told nothing of the other (I12), in errors of CSPICE neither.
    """
    sinks = [Buffer(), Buffer()]
    async with pool_of(tmp_path) as (pool, files):
        for path, sink in zip(("lsk/old.tls", "lsk/new.tls"), sinks, strict=True):
            members = [files.member(path, leap_seconds())]
            await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=sink)
        assert pool.figures.started == 2
    assert [one["path"] for sink in sinks for one in sink.json()["kernels"]] == ["lsk/old.tls", "lsk/new.tls"]


async def test_a_long_list_in_no_order_has_the_rows_of_its_parts(tmp_path: Path) -> None:
    """Times that are there twice, too: they go to the process another way than few do."""
    times = [one * 617.3 % 80_000.0 for one in range(70)] + [5.0, 90.0 / 7, 5.0] * 20
    question = {"calculation": "states", "target": "-999", "observer": "399", "frame": "J2000"}
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.tls", leap_seconds()), files.member("a.bsp", made("craft_v1.bsp"))]

        async def rows(at: list[float]) -> list[list[float]]:
            sink = Buffer()
            of = asked(members, {**question, "times": {"at": at, "text": "NONE"}})
            await pool.ask(of, allowance=ALLOWANCE, sink=sink)
            return sink.json()["rows"]

        assert await rows(times) == await rows(times[:65]) + await rows(times[65:])


async def test_a_set_finds_its_process_again(tmp_path: Path) -> None:
    """Two questions of one set have one process; its files are held as long as it runs."""
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())
        first = pids(pool)
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert pids(pool) == first
        assert files.open == [members[0].content]
    assert files.open == []


async def test_sets_in_random_order_are_answered_within_the_bound(tmp_path: Path) -> None:
    """Many sets share few processes: the longest unused makes way, and nobody waits for ever."""
    async with pool_of(tmp_path, processes=2) as (pool, files):
        sets = [[files.member(f"{number}.tls", leap_seconds(number))] for number in range(4)]
        order = [one for one in sets for _ in range(2)]
        random.Random(1).shuffle(order)
        sinks = [Buffer() for _ in order]
        await asyncio.gather(
            *(
                pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=sink)
                for members, sink in zip(order, sinks, strict=True)
            )
        )

        assert pool.running <= 2
        assert [sink.json()["kernels"][0]["path"] for sink in sinks] == [one[0].path for one in order]
        assert len(files.open) == pool.running


async def test_the_memory_of_the_service_is_not_that_of_its_processes(tmp_path: Path) -> None:
    """A large service keeps its processes: what Linux calls their peak begins at what it had itself."""
    large = bytearray(os.urandom(1)) * (600 * 1024**2)
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        for _ in range(2):
            await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert pool.bounds.recycle_bytes < len(large)
        assert (pool.figures.started, pool.figures.recycled) == (1, 0)


async def test_a_process_makes_way_after_so_many_questions(tmp_path: Path) -> None:
    """What CSPICE leaks is bounded."""
    async with pool_of(tmp_path, questions=2) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        for _ in range(4):
            await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert (pool.figures.started, pool.figures.recycled) == (2, 2)


async def test_a_process_makes_way_when_it_has_grown(tmp_path: Path) -> None:
    """Its memory is looked at after each question."""
    async with pool_of(tmp_path, recycle_bytes=1) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert (pool.running, files.open) == (0, [])


async def test_a_question_is_asked_again_once_after_a_death(tmp_path: Path) -> None:
    """The process was ended by somebody else: the caller sees nothing of it."""
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())
        os.kill(pids(pool)[0], signal.SIGKILL)
        sink = Buffer()
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=sink)

        assert sink.restarts == 1
        assert sink.json()["rows"]
        assert (pool.figures.started, pool.figures.deaths) == (2, 1)


@pytest.mark.parametrize("deaths", [1, 2])
async def test_a_process_that_is_killed_as_it_comes_up_is_started_again_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    """A host that is short of memory ends one now and then: a job was lost by it."""
    started: list[asyncio.subprocess.Process] = []

    async def start_and_kill(module: str, *arguments: str, line_max: int) -> asyncio.subprocess.Process:
        process = await start_child(module, *arguments, line_max=line_max)
        started.append(process)
        if len(started) <= deaths:
            process.kill()
        return process

    monkeypatch.setattr(kernel_process, "start_child", start_and_kill)
    async with pool_of(tmp_path) as (pool, files):
        question = asked([files.member("a.tls", leap_seconds())], CLOCK)
        if deaths == 1:
            assert (await pool.ask(question, allowance=ALLOWANCE, sink=Buffer())).rows == 1
        else:
            with pytest.raises(ProcessStartError, match="SIGKILL"):
                await pool.ask(question, allowance=ALLOWANCE, sink=Buffer())
    assert len(started) == 2


async def test_a_question_that_takes_too_long_ends_its_process(tmp_path: Path) -> None:
    """It is not asked again: it would take as long; the next question of the set is answered."""
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.bsp", made("craft_v1.bsp")), files.member("a.tls", leap_seconds())]
        with pytest.raises(ProcessDiedError, match=r"longer than 0\.2 s") as raised:
            await pool.ask(asked(members, SLOW), allowance=ALLOWANCE._replace(seconds=0.2), sink=Buffer())
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

    assert raised.value.hung
    assert pool.figures.hung == 1


async def test_who_goes_away_takes_its_process_along(tmp_path: Path) -> None:
    """A cancelled question leaves no half of an answer for the next one."""
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.bsp", made("craft_v1.bsp")), files.member("a.tls", leap_seconds())]
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())
        task = asyncio.create_task(pool.ask(asked(members, SLOW), allowance=ALLOWANCE, sink=Buffer()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        sink = Buffer()
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=sink)

    assert sink.json()["calculation"] == "time-conversion"


async def test_a_kernel_that_cspice_refuses_is_named(tmp_path: Path) -> None:
    """By its path in the collection, and no process is left behind."""
    async with pool_of(tmp_path) as (pool, files):
        members = [
            files.member("lsk/a.tls", leap_seconds()),
            files.member("fk/bad.tf", b"KPL/FK\n\\begindata\nA = ( 1, 'b' )\n\\begintext\n"),
        ]
        with pytest.raises(GeometryError, match=r"CSPICE refuses fk/bad\.tf") as raised:
            await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert raised.value.failure.reason == "kernels"
        assert (pool.running, files.open) == (0, [])


async def test_a_content_that_is_not_here_stops_nothing(tmp_path: Path) -> None:
    """The error says so, and other sets are answered."""
    async with pool_of(tmp_path, processes=1) as (pool, files):
        here = files.member("a.tls", leap_seconds())
        gone = here.model_copy(update={"content": "0" * 64})
        with pytest.raises(AbsentContentError):
            await pool.ask(asked([gone], CLOCK), allowance=ALLOWANCE, sink=Buffer())
        await pool.ask(asked([here], CLOCK), allowance=ALLOWANCE, sink=Buffer())


async def test_too_many_questions_are_refused(tmp_path: Path) -> None:
    """Who waits is bounded; the error says to ask again."""
    async with pool_of(tmp_path, processes=1, waiting=1) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        running = [
            asyncio.create_task(pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer()))
            for _ in range(2)
        ]
        await asyncio.sleep(0)
        with pytest.raises(QueueFullError):
            await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())
        await asyncio.gather(*running)


async def test_an_answer_that_is_too_large_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """And the process goes on."""
    many = {**CLOCK, "times": {"start": 0.0, "stop": 1000.0, "count": 1000}}
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.tls", leap_seconds())]
        with pytest.raises(GeometryError, match="more than 10000 bytes"):
            await pool.ask(asked(members, many), allowance=ALLOWANCE._replace(bytes=10_000), sink=Buffer())
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert pool.figures.started == 1


async def test_a_kernel_without_rates_has_a_process_for_each_question(tmp_path: Path) -> None:
    """CSPICE would let one answer depend on those before."""
    async with pool_of(tmp_path) as (pool, files):
        members = [files.member("a.tls", leap_seconds()), files.member("a.bc", ck_without_rates())]
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())
        await pool.ask(asked(members, CLOCK), allowance=ALLOWANCE, sink=Buffer())

        assert pool.figures.started == 2


async def test_pointings_without_rates_that_states_pass_over_are_told(tmp_path: Path) -> None:
    """In the notes of an answer, and with the refusal where there are no others; positions are of them."""
    moon = {"target": "301", "observer": "3", "frame": "TESTCRAFT"}
    at = {"clock": -999, "at": "TICKS 10000450", "text": "NONE"}
    async with pool_of(tmp_path) as (pool, files):
        members = [
            files.member(path, data)
            for path, data in {
                "a.tls": leap_seconds(),
                "a.tsc": SCLK.encode(),
                "a.tf": FK.encode(),
                "a.bsp": made("craft_v1.bsp"),
                "with.bc": made("craft_v1.bc"),
                "without.bc": ck_without_rates(),
            }.items()
        ]

        async def told(calculation: str, of: list[SetMember]) -> list[str]:
            sink = Buffer()
            question = {"calculation": calculation, **moon, "times": at}
            await pool.ask(asked(of, question), allowance=ALLOWANCE, sink=sink)
            return [str(note) for note in sink.json()["notes"]]

        (note,) = await told("states", members)
        assert note.startswith("without.bc has pointings without angular velocities")
        assert await told("positions", members) == []
        with pytest.raises(GeometryError, match=r"add the CK.*without\.bc has pointings without"):
            await told("states", [one for one in members if one.path != "with.bc"])
