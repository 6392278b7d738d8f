"""Packs from plan to placed, with real workers: what is encoded how, what is signed, what is shared."""

import asyncio
import random

import pytest

from services.orchestrator.match.plan import Plan
from services.transfer.contents.recent_contents import RECENT
from shared.contracts.topology import Stream
from testing.disk.root import digest
from tests.unit.services.orchestrator.supply.supplying import Rack, plan_of


def version(number, size=200_000):
    """Return the nth version of a file: each differs from the last in a few bytes."""
    data = bytearray(random.Random(1).randbytes(size))
    for at in range(number):
        data[at * 1000 : at * 1000 + 8] = at.to_bytes(8, "big")
    return bytes(data)


def edited(rack, number, *, sites=("a",), old=None):
    """Write a version at sites, as their people do."""
    for site in sites:
        rack[site].root.user.write("f", version(number))
    return version(number), old


@pytest.fixture
def rack():
    """Sites a and b."""
    return Rack("a", "b")


async def test_a_new_file_travels_whole(rack):
    """Nothing is signed for it, nothing is kept of it."""
    edited(rack, 0)
    async with rack.running():
        result = await rack.run(plan_of(version(0), keep=False))
    assert result.applied == {"b"}
    assert rack["b"].root.user.read("f") == version(0)
    assert rack["a"].encoded == {"full": 1}
    assert not [path for path in rack["a"].root.user.files(control=True) if path.startswith(RECENT)]


async def test_the_first_change_is_signed_by_the_target_once(rack):
    """The source overwrote the older bytes; the signature is kept for whoever needs it next."""
    edited(rack, 0, sites=("b",))
    edited(rack, 1)
    async with rack.running():
        await rack.run(plan_of(version(1), old=version(0)))
    assert rack["b"].root.user.read("f") == version(1)
    assert (rack["a"].encoded, rack.jobs("signed")) == ({"delta": 1}, 1)
    assert rack.topology.signature("kernels", "b", digest(version(0)), 0) in rack.subjects(Stream.SIGNATURES)


async def test_the_second_change_needs_no_signature(rack):
    """The source kept what it sent, and encodes against the bytes themselves."""
    edited(rack, 0, sites=("b",))
    async with rack.running():
        for number in (1, 2, 3):
            edited(rack, number)
            await rack.run(plan_of(version(number), old=version(number - 1)))
    assert rack["b"].root.user.read("f") == version(3)
    assert (rack["a"].encoded, rack.jobs("signed")) == ({"delta": 1, "prefix": 2}, 1)


async def test_a_change_by_whoever_received_the_last_one_needs_no_signature(rack):
    """A target keeps what replaced something: its people may change it next."""
    edited(rack, 0, sites=("b",))
    edited(rack, 1)
    async with rack.running():
        await rack.run(plan_of(version(1), old=version(0)))
        await rack.settled()
        edited(rack, 2, sites=("b",))
        await rack.run(plan_of(version(2), old=version(1), source="b", targets=("a",)))
    assert rack["a"].root.user.read("f") == version(2)
    assert (rack["b"].encoded, rack.jobs("signed")) == ({"prefix": 1}, 1)


async def test_a_signature_that_stands_is_not_made_again():
    """Another source that lacks the bytes takes it from the cache."""
    rack = Rack("a", "b", "c", recent_bytes=0)
    edited(rack, 0, sites=("b", "c"))
    edited(rack, 1)
    async with rack.running():
        await rack.run(plan_of(version(1), old=version(0)))
        await rack.run(plan_of(version(1), old=version(0), targets=("c",)))
    assert rack["c"].root.user.read("f") == version(1)
    assert (rack["a"].encoded, rack.jobs("signed")) == ({"delta": 2}, 1)


async def test_where_no_signature_can_be_had_the_file_travels_whole(rack):
    """The target does not hold what it was thought to: nothing waits for it."""
    edited(rack, 1)
    async with rack.running():
        plan = plan_of(version(1), basis=version(0))
        await rack.run(plan)
    assert rack["b"].root.user.read("f") == version(1)
    assert rack["a"].encoded == {"full": 1}


async def test_a_successor_is_encoded_against_its_predecessor(rack):
    """Both hold it under another name: no signature, and nearly no bytes."""
    for site in ("a", "b"):
        rack[site].root.user.write("n1", version(0))
    rack["a"].root.user.write("n2", version(1))
    async with rack.running():
        await rack.run(plan_of(version(1), path="n2", basis=version(0), basis_at=("n1",), keep=False))
    assert rack["b"].root.user.read("n2") == version(1)
    assert (rack["a"].encoded, rack.jobs("signed")) == ({"prefix": 1}, 0)
    assert rack["a"].sender.sent_bytes < 2000


async def test_a_predecessor_that_is_gone_is_done_without(rack):
    """It was only a guess: it is not worth a signature."""
    rack["a"].root.user.write("n2", version(1))
    async with rack.running():
        await rack.run(plan_of(version(1), path="n2", basis=version(0), basis_at=("n1",), keep=False))
    assert rack["b"].root.user.read("n2") == version(1)
    assert (rack["a"].encoded, rack.jobs("signed")) == ({"full": 1}, 0)


async def test_a_basis_that_changed_at_the_target_is_reported_and_nothing_is_placed(rack):
    """The result is verified before it is seen: the next try is whole."""
    edited(rack, 0, sites=("a",))
    async with rack.running():
        await rack.run(plan_of(version(0), keep=True))
        rack["b"].root.user.write("f", b"edited meanwhile" * 2000)
        edited(rack, 1)
        result = await rack.run(plan_of(version(1), old=version(0)))
    assert result.lacking == {("b", digest(version(1)))}
    assert rack["b"].root.user.read("f") == b"edited meanwhile" * 2000


async def test_two_targets_share_one_pack():
    """One delta, however many download it."""
    rack = Rack("a", "b", "c")
    edited(rack, 0, sites=("b", "c"))
    edited(rack, 1)
    async with rack.running():
        result = await rack.run(plan_of(version(1), old=version(0), targets=("b", "c")))
    assert result.applied == {"b", "c"}
    assert sum(rack["a"].encoded.values()) == 1


async def test_a_site_that_asks_a_moment_later_shares_the_pack():
    """Whoever is named as its source: the pack that stands carries the same."""
    rack = Rack("a", "b", "c")
    edited(rack, 0, sites=("b", "c"))
    edited(rack, 1)
    async with rack.running():
        first = plan_of(version(1), old=version(0))
        late = plan_of(version(1), old=version(0), source="b", targets=("c",))
        async with rack.runner.run(first, rack.new_pack()) as result:
            joined = await rack.run(late)
        assert (result.applied, joined.applied) == ({"b"}, {"c"})
    assert rack["c"].root.user.read("f") == version(1)
    assert [sum(rack[site].encoded.values()) for site in "ab"] == [1, 0]


async def test_a_site_that_had_the_pack_gets_one_of_its_own():
    """It carries out one job for each pack: what it gave up meanwhile comes with another."""
    rack = Rack("a", "b")
    edited(rack, 0)
    plan = plan_of(version(0), keep=False)
    async with rack.running(), rack.runner.run(plan, rack.new_pack()):
        rack["b"].root.user.delete("f")
        assert (await rack.run(plan)).applied == {"b"}
    assert rack["b"].root.user.read("f") == version(0)


async def test_a_pack_is_purged_when_nobody_uses_it_any_more(rack):
    """Both attempts of it: asked for without signatures, and built with them."""
    edited(rack, 0, sites=("b",))
    edited(rack, 1)
    async with rack.running():
        plan = plan_of(version(1), old=version(0))
        async with rack.runner.run(plan, rack.new_pack()):
            assert rack.subjects(Stream.PACKS)
        assert not rack.subjects(Stream.PACKS)


async def test_who_waits_for_a_build_that_fails_goes_on(rack):
    """The source has nothing of it: neither the first run nor the one that joined waits for ever."""
    plan = plan_of(version(0))
    async with rack.running():
        results = await asyncio.gather(rack.run(plan), rack.run(plan))
    assert [result.applied for result in results] == [set(), set()]
    assert {("a", digest(version(0)))} in [result.lacking for result in results]


def parts_plan(rack, count, *, missing=()):
    """Write files at a and return the plan that brings them to b, some of which a does not hold."""
    plans = []
    for number in range(count):
        data = bytes([number]) * 1000
        if number not in missing:
            rack["a"].root.user.write(f"f{number}", data)
        plans.append(plan_of(data, path=f"f{number}", keep=False))
    items = tuple(item for plan in plans for item in plan.items)
    return Plan(source="a", items=items, placements={"b": tuple(p.placements["b"][0] for p in plans)})


async def test_a_plan_in_shares_is_applied_when_each_of_them_is(rack):
    """Every file is in place, and nothing stands on the bus any more."""
    plan = parts_plan(rack, 6)
    async with rack.running():
        result = await rack.run_divided(plan, share_bytes=2000)
    assert result.applied == {"b"}
    assert rack.jobs("applied") == 3
    assert [rack["b"].root.user.read(f"f{number}")[0] for number in range(6)] == list(range(6))
    assert not rack.subjects(Stream.PACKS)


async def test_a_share_that_nobody_can_build_does_not_keep_the_others_from_being_placed(rack):
    """The site has not had the plan then: it asks again for the rest."""
    plan = parts_plan(rack, 6, missing=(0, 1))
    async with rack.running():
        result = await rack.run_divided(plan, share_bytes=2000)
    assert result.applied == set()
    assert {content for _, content in result.lacking} == {digest(bytes([n]) * 1000) for n in (0, 1)}
    assert [rack["b"].root.user.read(f"f{number}")[0] for number in range(2, 6)] == [2, 3, 4, 5]
