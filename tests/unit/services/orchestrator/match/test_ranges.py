"""Contents that travel in ranges: what is planned for them, and when."""

from dataclasses import replace

from services.orchestrator.match.match import match, unavailable
from services.orchestrator.match.plan import Limits, Plan, Situation
from services.orchestrator.match.ranges import Ranges
from services.orchestrator.match.sources import Sources
from shared.contracts.messages.transfers.want import Want
from tests.unit.services.orchestrator.decide.deciding import content
from tests.unit.services.orchestrator.match.test_match import NOTHING, big, catalogue, held, want

TREE = catalogue(("f", 1, big("1", 250)), ("g", 2, big("2", 10)))
HOLDER = want("a", placed=2)
LARGE = ("f", 1, NOTHING)
SMALL = ("g", 2, NOTHING)
LIMITS = Limits(pack_bytes=100, delta_bytes_min=16, range_bytes=30, turn_bytes=60)


def planned(*targets: Want, ranges: Ranges) -> tuple[Plan, ...]:
    """Return the plans for some targets."""
    wants = {target.site: target for target in targets}
    return match(Situation(wants=wants, holders={"a": HOLDER, **wants}, ranges=ranges), TREE, LIMITS)


def come(size: int, *sites: str) -> dict[tuple[str, str], int]:
    """Return that so many bytes of the large content are at sites."""
    return {(site, content("1")): size for site in sites}


def carried(plan: Plan) -> list[tuple[str, int, int | None]]:
    """Return the content, offset and length of what a plan's pack carries."""
    return [(item.content, item.offset, item.length) for item in plan.items]


def test_the_target_is_asked_first_how_much_of_it_is_there():
    """An orchestrator that has just started goes on where another one was."""
    (plan,) = planned(want("b", LARGE), ranges=Ranges())
    assert (plan.items, plan.probe, plan.offset) == ((), (250,), None)


def test_the_next_ranges_follow_what_has_come():
    """As many as one turn has; the last one takes what is left."""
    large = content("1")
    for offset, offsets in ((0, [(0, 30), (30, 30)]), (120, [(120, 30), (150, 30)]), (230, [(230, 20)])):
        (plan,) = planned(want("b", LARGE), ranges=Ranges(come=come(offset, "b")))
        assert (plan.source, plan.offset) == ("a", offset)
        assert carried(plan) == [(large, at, length) for at, length in offsets]


def test_a_content_of_few_ranges_travels_whole():
    """Beside others; but for what is too large for any pack, or has begun to come."""
    limits = replace(LIMITS, range_bytes=32)
    situation = Situation(wants={"b": want("b", LARGE)}, holders={"a": HOLDER})
    (plan,) = match(situation, TREE, limits)
    assert carried(plan) == [(content("1"), 0, None)]
    begun = replace(situation, ranges=Ranges(come=come(32, "b")))
    assert match(begun, TREE, limits)[0].offset == 32


def test_ranges_come_from_all_that_hold_the_content():
    """Whoever is only thought to have it, in its trash, is asked where nobody is known to have it."""
    holders = {"a": HOLDER, "c": want("c", placed=2), "d": want("d", placed=0)}
    situation = Situation(wants={"b": want("b", LARGE)}, holders=holders, ranges=Ranges(come=come(0, "b")))
    (plan,) = match(situation, TREE, LIMITS)
    assert (plan.source, plan.others) == ("a", {"c": {content("1"): ("f",)}})


def test_what_has_come_whole_is_placed_without_a_pack_and_is_not_lost():
    """Whoever was to place it died."""
    target, ranges = want("b", LARGE), Ranges(come=come(250, "b"))
    (plan,) = planned(target, ranges=ranges)
    assert (plan.source, plan.items, plan.offset, plan.probe) == (None, (), 250, ())
    situation = Situation(wants={"b": target}, holders={"b": target}, ranges=ranges)
    assert unavailable(situation, TREE, (plan,)) == ()


def test_a_site_gets_what_else_there_is_between_two_ranges():
    """A file that takes hours holds up no other, and is not held up by them for ever."""
    target, progress = want("b", LARGE, SMALL), come(100, "b")
    (first,) = planned(target, ranges=Ranges(come=progress))
    (then,) = planned(target, ranges=Ranges(come=progress, had=frozenset({"b"})))
    assert [placement.path for placement in first.placements["b"]] == ["f"]
    assert [placement.path for placement in then.placements["b"]] == ["g"]
    (alone,) = planned(want("b", LARGE), ranges=Ranges(come=progress, had=frozenset({"b"})))
    assert alone.offset == 100


def test_ranges_come_from_the_zone_of_their_target():
    """Where anybody in it has the content; a line between zones is for what no site behind it has."""
    holders = {site: want(site, placed=2) for site in "acd"}
    sources = Sources(zones={"b": "zone=x", "c": "zone=x", "d": "zone=x"})
    situation = Situation(
        wants={"b": want("b", LARGE)}, holders=holders, ranges=Ranges(come=come(0, "b")), sources=sources
    )
    (plan,) = match(situation, TREE, LIMITS)
    assert (plan.source, [*plan.others]) == ("c", ["d"])


def test_sites_that_have_come_as_far_share_ranges():
    """Another one gets a pack of its own."""
    progress = come(100, "b", "c") | come(0, "d")
    plans = planned(*(want(site, LARGE) for site in "bcd"), ranges=Ranges(come=progress))
    assert sorted((plan.offset, sorted(plan.placements)) for plan in plans) == [(0, ["d"]), (100, ["b", "c"])]


def test_what_replaces_a_file_is_tried_as_a_difference_first():
    """A source that finds the difference too large for any pack says so; then it travels in ranges."""
    target = want("b", ("f", 1, held("0")))
    (plan,) = planned(target, ranges=Ranges())
    assert carried(plan) == [(content("1"), 0, None)]
    (plan,) = planned(target, ranges=Ranges(too_large=frozenset({content("1")}), come=come(0, "b")))
    assert carried(plan) == [(content("1"), 0, 30), (content("1"), 30, 30)]


def test_a_large_content_that_the_target_holds_elsewhere_does_not_travel():
    """A rename costs as little as that of any other."""
    tree = catalogue(("f", 1, big("1", 250)), ("h", 2, big("1", 250)))
    target = want("b", ("h", 2, NOTHING), placed=1)
    situation = Situation(wants={"b": target}, holders={"a": HOLDER, "b": target})
    (plan,) = match(situation, tree, LIMITS)
    assert (plan.items, plan.offset, plan.placements["b"][0].found_at) == ((), None, ("f",))
