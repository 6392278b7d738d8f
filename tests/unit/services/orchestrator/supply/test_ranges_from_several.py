"""The ranges of one content from several sources, with real workers and the disk and the bus in memory."""

from dataclasses import replace
from random import Random

from services.orchestrator.match.plan import Plan
from shared.contracts.messages.transfers.job import PackItem
from shared.contracts.topology import Stream
from shared.roots.posix.files.port import NoSpaceError
from testing.disk.root import digest
from tests.unit.services.orchestrator.supply.supplying import Rack, plan_of

RANGE = 100_000
DATA = Random(1).randbytes(8 * RANGE + 1)
CONTENT = digest(DATA)


def plan(sources="a", targets=("b",), come=0) -> Plan:
    """Return the plan of all ranges that are left."""
    items = tuple(
        PackItem(
            content=CONTENT,
            size=len(DATA),
            found_at=("f",),
            offset=offset,
            length=min(RANGE, len(DATA) - offset),
        )
        for offset in range(come, len(DATA), RANGE)
    )
    others = {site: {CONTENT: ("f",)} for site in sources[1:]}
    whole = plan_of(DATA, source=sources[0], targets=targets)
    return replace(whole, items=items, offset=come, others=others)


def rack_with(*holders: str, targets: str = "b") -> Rack:
    """Return a rack at some sites of which the file stands."""
    rack = Rack(*holders, *targets)
    for site in holders:
        rack[site].root.user.write("f", DATA)
    return rack


def sent(rack: Rack, site: str) -> float:
    """Return how much of the content a site sent."""
    return rack[site].sender.sent_bytes / len(DATA)


async def test_all_sites_that_hold_a_content_send_ranges_of_it():
    """Together no more than the content, and nothing of it is left on the bus."""
    rack = rack_with("a", "c")
    async with rack.running():
        result = await rack.run_divided(plan("ac"))
    assert (result.applied, result.come) == ({"b"}, {("b", CONTENT): None})
    assert rack["b"].root.user.read("f") == DATA
    assert min(sent(rack, "a"), sent(rack, "c")) > 0.2
    assert sent(rack, "a") + sent(rack, "c") < 1.01
    assert not rack.subjects(Stream.PACKS)


async def test_what_one_source_cannot_build_comes_from_another():
    """Without starting over; who lacks it is asked no more for a while."""
    rack = rack_with("a", "c")
    rack["c"].root.user.write("f", DATA[:-1])
    async with rack.running():
        result = await rack.run_divided(plan("ac"))
    assert rack["b"].root.user.read("f") == DATA
    assert result.lacking == {("c", CONTENT)}
    assert 1 < sent(rack, "a") < 1.01


async def test_where_no_source_is_left_what_has_come_is_known():
    """The next plan goes on from there."""
    rack = rack_with("a", "c")
    rack["c"].root.user.delete("f")
    rack["a"].root.user.write("f", DATA[: 3 * RANGE] + bytes(RANGE))
    async with rack.running():
        result = await rack.run_divided(plan("ac", come=0))
        assert result.lacking == {("a", CONTENT), ("c", CONTENT)}
        rack["c"].root.user.write("f", DATA)
        result = await rack.run_divided(plan("c", come=result.come.get(("b", CONTENT), 0)))
    assert rack["b"].root.user.read("f") == DATA


async def test_one_target_that_takes_no_more_keeps_no_range_from_the_others():
    """Its disk is full: it says so once, and how much it has is asked again."""

    def full(operation: str, path: str) -> None:
        if operation == "write" and path.startswith(".spicerack"):
            raise NoSpaceError(f"cannot write {path!r}: No space left on device")

    rack = rack_with("a", targets="bd")
    rack["d"].root.faults.before = full
    async with rack.running():
        result = await rack.run_divided(plan("a", targets=("b", "d")))
    assert rack["b"].root.user.read("f") == DATA
    assert result.come == {("b", CONTENT): None, ("d", CONTENT): None}
    assert sent(rack, "a") < 1.01
    assert not rack.subjects(Stream.PACKS)


async def test_where_one_pack_may_be_under_way_ranges_come_one_by_one():
    """The next one is built when the one before has come."""
    rack = rack_with("a")
    async with rack.running():
        result = await rack.run_divided(plan("a"), packs_at_once=1)
    assert result.applied == {"b"}
    assert rack["b"].root.user.read("f") == DATA
