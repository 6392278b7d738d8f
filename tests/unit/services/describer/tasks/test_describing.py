"""Describers of a rack: each content is described once, at its author or else elsewhere."""

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.contracts.messages.description import Told
from shared.contracts.topology import Stream
from tests.kernels.made import made
from tests.unit.services.describer.tasks.describing import TOPOLOGY, Rack

FIXTURES = Path(__file__).parents[4] / "fixtures" / "plug_ins"
SPK, LSK = ("a.bsp", made("craft_v1.bsp")), ("naif.tls", made("naif9.tls"))


@pytest.fixture
async def rack(tmp_path):
    """A rack with an orchestrator that is known."""
    made_rack = Rack(tmp_path)
    await made_rack.begin()
    return made_rack


@pytest.fixture
def plug_ins(tmp_path, monkeypatch):
    """A plug-in of another distribution."""
    folder = tmp_path / "plug-ins"
    shutil.copytree(FIXTURES, folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


async def test_each_content_is_described_once_at_its_author(rack):
    """Whatever came before it started, and what comes after; files of no family too."""
    await rack.commit(SPK, ("readme.txt", b"prose"), at=("a", "b"))
    async with rack.describer("a"), rack.describer("b"):
        first = await rack.descriptions(2)
        await rack.commit(LSK, ("again.bsp", SPK[1]), at=("a", "b"), author="b")
        (second,) = (await rack.descriptions(1, after=2)).values()
    assert {name: (one.site, one.told) for name, one in first.items()} == {
        "a.bsp": ("a", Told.RECOGNISED),
        "readme.txt": ("a", Told.UNKNOWN),
    }
    assert (second.name, second.site, second.findings.kind) == ("naif.tls", "b", "lsk")
    assert await rack.published_in_all() == 3


async def test_another_holder_describes_what_the_author_does_not(rack):
    """After its grace; a content that nobody holds waits, and stops nothing else."""
    await rack.commit(("lost.bsp", made("many_v1.bsp")), at=(), author="a")
    await rack.commit(SPK, at=("b",), author="a")
    async with rack.describer("b", grace=0.2):
        (found,) = (await rack.descriptions(1)).values()
    assert (found.name, found.site) == ("a.bsp", "b")


async def test_a_describer_that_starts_again_describes_nothing_twice(rack):
    """What it knew is on the bus."""
    await rack.commit(SPK, LSK)
    async with rack.describer("a"):
        await rack.descriptions(2)
    await rack.commit(("many.bsp", made("many_v1.bsp")))
    shutil.rmtree(rack.directory / "state-a")
    async with rack.describer("a") as context:
        assert list(await rack.descriptions(1, after=2)) == ["many.bsp"]
    assert context.figures.recognised == 1
    assert await rack.published_in_all() == 3


async def test_of_a_packing_all_describers_were_asked(rack):
    """One that comes later may know what is in it; those that were asked are not asked again."""
    await rack.commit(("a.bin", b"\x1f\x8b packed"))
    async with rack.describer("a") as context:
        (found,) = (await rack.descriptions(1)).values()
        await until(lambda: context.backlog.count() == 0)
    assert (found.told, found.describer, found.asked) == (Told.RECOGNISED, "packing", context.asked())


async def test_what_another_said_while_a_worker_looked_stands(rack, plug_ins, tmp_path):
    """It was not known when the look was decided on, and is not replaced."""
    order = f"await {tmp_path / 'go'}".encode()
    await rack.commit(("x.odd", order))
    async with rack.describer("a") as context:
        await until((tmp_path / "go.begun").is_symlink)
        await rack.say(context, "x.odd", order)
        await until(lambda: context.backlog.count() == 0)
        (tmp_path / "go").touch()
        await until(lambda: context.figures.outrun == 1)
    assert await rack.published_in_all() == 1


async def until(true):
    """Wait until another process or task has come so far."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - no event tells of another process
            await asyncio.sleep(0.01)


async def test_descriptions_that_a_server_has_lost_are_made_anew(rack):
    """Nothing that was heard of them before counts."""
    await rack.commit(SPK, LSK)
    async with rack.describer("a"):
        await rack.descriptions(2)
        await rack.bus.purge(Stream.DESCRIPTIONS, TOPOLOGY.description("kernels", "*"))
        assert sorted(await rack.descriptions(2, after=2)) == ["a.bsp", "naif.tls"]


async def test_the_describers_of_a_site_share_the_work(rack):
    """All of it is done, none of it twice by the account of the stream."""
    files = [(f"{number:02}.txt", f"prose {number}".encode()) for number in range(40)]
    async with AsyncExitStack() as stack:
        contexts = [
            await stack.enter_async_context(rack.describer("a", instance=str(number))) for number in range(2)
        ]
        await rack.commit(*files)
        await rack.descriptions(40)
        assert await rack.published_in_all() == 40
        assert sum(context.figures.unknown for context in contexts) == 40


async def test_what_kills_or_hangs_a_worker_is_described_as_such(rack, plug_ins):
    """It costs that content alone, and is not tried again by the same version."""
    await rack.commit(("x.odd", b"crash"), ("y.odd", b"raise"), ("z.odd", b"behave"), SPK)
    async with rack.describer("a") as context:
        found = await rack.descriptions(4)
        assert context.figures.deaths == 2
    async with rack.describer("a") as context:
        await rack.commit(LSK)
        await rack.descriptions(1, after=4)
        assert context.figures.failed == 0
    assert {name: one.told for name, one in found.items()} == {
        "x.odd": Told.FAILED,
        "y.odd": Told.FAILED,
        "z.odd": Told.RECOGNISED,
        "a.bsp": Told.RECOGNISED,
    }
    assert found["x.odd"].failure == "describer failed: it was ended by SIGSEGV"
    assert found["x.odd"].describer == "odd"


async def test_a_newer_version_describes_its_own_contents_anew(rack, plug_ins):
    """And what failed or was not known; what others know stands."""
    await rack.commit(("x.odd", b"raise"), ("z.odd", b"behave"), ("readme.txt", b"prose"), SPK)
    async with rack.describer("a"):
        await rack.descriptions(4)
    (plug_ins / "version.txt").write_text("2")
    async with rack.describer("a"):
        anew = await rack.descriptions(3, after=4)
    assert sorted(anew) == ["readme.txt", "x.odd", "z.odd"]
    assert anew["z.odd"].findings.facts["version"] == 2
    assert await rack.published_in_all() == 7


async def test_bytes_that_are_not_the_committed_ones_are_never_described(rack):
    """The file was changed after its commit: the content is not here."""
    await rack.commit(SPK, LSK)
    (rack.root("a") / "a.bsp").write_bytes(SPK[1][:-8] + b"changed!")
    async with rack.describer("a") as context:
        assert list(await rack.descriptions(1)) == ["naif.tls"]
    assert context.figures.recognised == 1
    assert await rack.published_in_all() == 1
