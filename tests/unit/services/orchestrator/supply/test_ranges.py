"""Contents in ranges, with real workers and the disk and the bus in memory."""

from dataclasses import replace
from random import Random

import pytest

from services.orchestrator.match.plan import Plan
from services.orchestrator.supply.range_progress import REMEMBERED_MAX, RangeProgress
from shared.contracts.messages.transfers.job import PackItem
from shared.contracts.topology import Stream
from shared.roots.posix.control import ARRIVED, PARTIAL
from shared.roots.posix.files.port import NoSpaceError
from testing.disk.files import no_fault
from testing.disk.root import digest
from tests.unit.services.orchestrator.supply.supplying import Rack, plan_of

DATA = Random(1).randbytes(250_000)
CONTENT = digest(DATA)
RANGE = 100_000
OFFSETS = range(0, len(DATA), RANGE)


def question() -> Plan:
    """Return the plan that asks the target how much it has."""
    return replace(plan_of(DATA), source=None, items=(), probe=(len(DATA) + RANGE,))


def range_at(offset: int, targets: tuple[str, ...] = ("b",)) -> Plan:
    """Return the plan of one range."""
    length = min(RANGE, len(DATA) - offset)
    item = PackItem(content=CONTENT, size=len(DATA), found_at=("f",), offset=offset, length=length)
    items = (item,) if length else ()
    return replace(plan_of(DATA, targets=targets), source="a" if items else None, items=items, offset=offset)


async def ask(rack: Rack) -> int | None:
    """Return how much the target says that it has."""
    return (await rack.run(question())).come["b", CONTENT]


def ours(rack: Rack, *folders: str) -> list[str]:
    """Return what the target keeps in folders of its control directory."""
    return [path for path in rack["b"].root.user.files(control=True) if path.startswith(folders)]


@pytest.fixture
def rack():
    """Sites a and b; a has the file."""
    rack = Rack("a", "b")
    rack["a"].root.user.write("f", DATA)
    return rack


async def test_a_content_arrives_range_by_range_and_is_seen_when_it_is_whole(rack):
    """Each pack is no larger than its range; nothing of it is left anywhere."""
    async with rack.running():
        assert await ask(rack) == 0
        for offset in OFFSETS:
            assert "f" not in rack["b"].root.user.files()
            await rack.run(range_at(offset))
            assert not rack.subjects(Stream.PACKS)
    assert rack["b"].root.user.read("f") == DATA
    assert rack["a"].sender.sent_bytes < len(DATA) * 1.01
    assert not ours(rack, PARTIAL, ARRIVED)


async def test_a_range_that_came_is_neither_sent_nor_appended_again(rack):
    """A job that is out of date finds out where the content is, and costs nothing at the target."""
    async with rack.running():
        await rack.run(range_at(0))
        result = await rack.run(range_at(0))
        assert result.come["b", CONTENT] == RANGE
        assert (await rack.run(range_at(2 * RANGE))).come["b", CONTENT] == RANGE
        for offset in OFFSETS[1:]:
            await rack.run(range_at(offset))
    assert rack["b"].root.user.read("f") == DATA


async def test_what_has_come_outlives_a_power_cut(rack):
    """The name says what was durable: torn bytes beyond it are not believed."""
    async with rack.running():
        await rack.run(range_at(0))
    for seed in range(20):
        rack["b"].root.disk.crash(Random(seed))
    async with rack.running():
        assert await ask(rack) == RANGE
        for offset in OFFSETS[1:]:
            await rack.run(range_at(offset))
    assert rack["b"].root.user.read("f") == DATA


async def test_a_disk_that_fills_up_keeps_what_has_come(rack):
    """The report says why; with room again the rest follows."""

    def full(operation: str, path: str) -> None:
        if operation == "write" and path.startswith(PARTIAL):
            raise NoSpaceError(f"cannot write {path!r}: No space left on device")

    async with rack.running():
        await rack.run(range_at(0))
        rack["b"].root.faults.before = full
        result = await rack.run(range_at(RANGE))
        assert (result.applied, result.come) == ({"b"}, {("b", CONTENT): None})
        rack["b"].root.faults.before = no_fault
        assert await ask(rack) == RANGE
        for offset in OFFSETS[1:]:
            await rack.run(range_at(offset))
    assert rack["b"].root.user.read("f") == DATA


async def test_what_did_not_make_the_content_is_thrown_away_and_begun_again(rack):
    """The whole is verified before it is seen."""
    async with rack.running():
        await rack.run(range_at(0))
        (partial,) = ours(rack, PARTIAL)
        rack["b"].root.user.write(partial, bytes(RANGE))
        for offset in OFFSETS[1:]:
            result = await rack.run(range_at(offset))
        assert result.lacking == {("b", CONTENT)}
        assert "f" not in rack["b"].root.user.files()
        assert await ask(rack) == 0
        for offset in OFFSETS:
            await rack.run(range_at(offset))
    assert rack["b"].root.user.read("f") == DATA


async def test_a_source_that_changes_meanwhile_is_not_packed(rack):
    """Its fingerprint tells, though it was hashed for an earlier range; another source may go on."""
    async with rack.running():
        await rack.run(range_at(0))
        rack["a"].root.user.write("f", DATA[:-1] + b"x")
        result = await rack.run(range_at(RANGE))
        assert result.lacking == {("a", CONTENT)}
        assert await ask(rack) == RANGE


async def test_two_targets_share_the_packs_of_ranges():
    """One upload, however many download."""
    rack = Rack("a", "b", "c")
    rack["a"].root.user.write("f", DATA)
    async with rack.running():
        for offset in OFFSETS:
            await rack.run(range_at(offset, targets=("b", "c")))
    assert rack["b"].root.user.read("f") == rack["c"].root.user.read("f") == DATA
    assert rack["a"].sender.sent_bytes < len(DATA) * 1.01


async def test_what_is_whole_and_cannot_be_placed_stays_and_does_not_travel_again(rack):
    """A person was quicker; when the file of theirs is gone, it is placed from where it was kept."""
    async with rack.running():
        for offset in OFFSETS[:-1]:
            await rack.run(range_at(offset))
        rack["b"].root.user.write("f", b"a person's")
        await rack.run(range_at(OFFSETS[-1]))
        assert ours(rack, ARRIVED)
        rack["b"].root.user.delete("f")
        assert await ask(rack) == len(DATA)
        sent = rack["a"].sender.sent_bytes
        await rack.run(range_at(len(DATA)))
    assert rack["b"].root.user.read("f") == DATA
    assert rack["a"].sender.sent_bytes == sent
    assert not ours(rack, PARTIAL, ARRIVED)


def test_progress_is_bounded_and_forgets_the_oldest():
    """Of what it forgot the target is asked again."""
    progress = RangeProgress()
    for number in range(REMEMBERED_MAX + 1):
        progress.heard({("b", str(number)): number}, too_large=())
    known = progress.known().come
    assert len(known) == REMEMBERED_MAX
    assert ("b", "0") not in known
    progress.heard({("b", "1"): None}, too_large=("2",))
    assert ("b", "1") not in progress.known().come
    assert progress.known().too_large == {"2"}
