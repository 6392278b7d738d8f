"""Plans that are divided among workers."""

from dataclasses import replace
from itertools import chain

from services.orchestrator.match.plan import Limits, Plan
from services.orchestrator.match.shares import shares
from shared.contracts.messages.transfers.job import PackItem, Placement
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from tests.unit.services.orchestrator.decide.deciding import content, directory

LIMITS = Limits(packs_at_once=4, share_bytes=10)
NOTHING = Held(kind=Kind.DELETED)


def item(digit, size=10):
    """Return a content that travels."""
    return PackItem(content=content(digit), size=size, found_at=())


def placement(path, digit, *, prior=NOTHING, found_at=(), basis_at=()):
    """Return that a content goes to a path."""
    state = State(kind=Kind.FILE, content=content(digit), size=10, mtime_ns=1)
    return Placement(
        path=path, revision=1, state=state, prior=prior, found_at=found_at, basis_found_at=basis_at
    )


def plan(items, *placements, targets=("b",)):
    """Return a plan of site a for targets."""
    return Plan(source="a", items=tuple(items), placements=dict.fromkeys(targets, placements))


def four(**more):
    """Return a plan of four files of the same size."""
    return plan([item(digit) for digit in "1234"], *(placement(digit, digit) for digit in "1234"), **more)


def contents(plans):
    """Return what each plan brings."""
    return [[one.content[0] for one in part.items] for part in plans]


def paths(plans, site="b"):
    """Return where each plan places something at a site."""
    return [[one.path for one in part.placements.get(site, ())] for part in plans]


def test_a_plan_of_few_bytes_stays_one():
    """Another pack would cost as much as it brings."""
    few = plan([item("1", 10), item("2", 9)], placement("1", "1"), placement("2", "2"))

    assert shares(few, LIMITS) == (few,)


def test_a_plan_is_divided_into_shares_of_about_the_same_size():
    """No more of them than may be under way at once, in the order of the paths."""
    parts = shares(plan([item(d) for d in "12345678"], *(placement(d, d) for d in "12345678")), LIMITS)

    assert contents(parts) == [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]
    assert paths(parts) == contents(parts)


def test_all_that_a_plan_places_is_in_one_share():
    """Contents at several paths, directories, and what the target holds already are there once."""
    whole = four()
    extra = Placement(path="d", revision=1, state=directory(), prior=NOTHING)
    gone = Placement(path="g", revision=1, state=DELETED, prior=NOTHING)
    twice = placement("again", "3")
    held = placement("copy", "9", found_at=("elsewhere",))
    placed = (*whole.placements["b"], extra, gone, twice, held)
    parts = shares(Plan(source="a", items=whole.items, placements={"b": placed}), LIMITS)

    assert sorted(chain.from_iterable(paths(parts))) == sorted(one.path for one in placed)
    assert paths(parts)[0] == ["d", "g", "copy"]
    assert parts[0].source is None
    assert ["3", "again"] in paths(parts)


def test_what_is_read_where_the_plan_changes_it_stays_with_it():
    """A worker would find another one's content there: two files that change places, a basis that goes."""
    swap = four()
    tied = (
        placement("1", "1", basis_at=("2",)),
        *swap.placements["b"][1:],
        placement("5", "5", found_at=("3",)),
    )
    parts = shares(Plan(source="a", items=swap.items, placements={"b": tied}), LIMITS)

    assert paths(parts) == [["1", "2", "3", "5"], ["4"]]


def test_a_plan_in_which_something_becomes_a_directory_stays_one():
    """What goes below has to come after it."""
    turned = Placement(
        path="d", revision=1, state=directory(), prior=Held(kind=Kind.FILE, content=content("9"))
    )
    whole = plan(four().items, *four().placements["b"], turned)

    assert shares(whole, LIMITS) == (whole,)


def test_targets_of_one_plan_share_each_share():
    """A pack is built once for all of them."""
    parts = shares(four(targets=("b", "c")), LIMITS)

    assert paths(parts, "b") == paths(parts, "c") == [["1"], ["2"], ["3"], ["4"]]


def test_what_one_target_alone_places_besides_is_asked_of_that_one():
    """The others get no empty job."""
    whole = four()
    extra = Placement(path="d", revision=1, state=directory(), prior=NOTHING)
    placed = {"b": whole.placements["b"], "c": (*whole.placements["b"], extra)}
    parts = shares(Plan(source="a", items=whole.items, placements=placed), LIMITS)

    assert [sorted(part.placements) for part in parts] == [["c"], *[["b", "c"]] * 4]


def test_a_range_is_not_divided():
    """It is appended to what has come."""
    whole = four()
    ranged = Plan(source="a", items=whole.items, placements=whole.placements, offset=0)

    assert shares(ranged, LIMITS) == (ranged,)


def test_the_shares_of_a_plan_come_from_all_sites_that_hold_them():
    """By the rates that were measured; a difference comes from where its basis is known to be."""
    held = {"c": {content(digit): (f"c/{digit}",) for digit in "1234"}}
    whole = replace(four(), others=held)
    parts = shares(whole, LIMITS)
    assert [part.source for part in parts] == ["a", "c", "a", "c"]
    assert [part.items[0].found_at for part in parts] == [(), ("c/2",), (), ("c/4",)]
    assert [part.source for part in shares(whole, LIMITS, {"a": 3.0, "c": 1.0})] == ["a", "a", "a", "c"]
    differing = tuple(one.model_copy(update={"basis": content("9")}) for one in whole.items)
    assert {part.source for part in shares(replace(whole, items=differing), LIMITS)} == {"a"}
