"""What a site wants first: it does not wait for the bytes of what it wants later."""

from services.orchestrator.match.match import match
from services.orchestrator.match.plan import Limits, Plan, Situation
from shared.contracts.messages.transfers.want import Want
from tests.unit.services.orchestrator.decide.deciding import content
from tests.unit.services.orchestrator.match.test_match import NOTHING, big, catalogue, want

TREE = catalogue(
    ("a", 1, big("1", 30)), ("b", 2, big("2", 250)), ("c", 3, big("3", 40)), ("d", 4, big("4", 5))
)
HOLDER = want("a", placed=4)


def wanted(*paths: tuple[str, int], urgent: int) -> Want:
    """Return a want of site b, for paths that were made at these revisions."""
    needs = tuple((path, revision, NOTHING) for path, revision in paths)
    return want("b", *needs).model_copy(update={"urgent": urgent})


def carried(target: Want, *, hurried: bool = False, lacking: str = "") -> tuple[list[str], bool]:
    """Return the paths of the next pack, and whether others were left for the one after it."""
    situation = Situation(
        wants={"b": target},
        holders={"a": HOLDER, "b": target},
        hurried=frozenset({"b"} if hurried else ()),
        lacking=frozenset({("a", content(lacking))} if lacking else ()),
    )
    limits = Limits(pack_bytes=1000, delta_bytes_min=16, ahead_bytes=50, range_bytes=25)
    (plan,) = match(situation, TREE, limits)
    assert isinstance(plan, Plan)
    return [placement.path for placement in plan.placements["b"]], plan.hurried


def test_what_is_urgent_gets_a_pack_of_its_own() -> None:
    """Where more bytes than a few come behind it, also in ranges."""
    assert carried(wanted(("a", 1), ("c", 3), urgent=1)) == (["a"], True)
    assert carried(wanted(("a", 1), ("b", 2), urgent=1)) == (["a"], True)


def test_what_is_small_comes_along() -> None:
    """A pack more would cost more than these bytes."""
    assert carried(wanted(("a", 1), ("d", 4), urgent=1)) == (["a", "d"], False)


def test_the_rest_gets_every_second_pack() -> None:
    """However much that is urgent arrives meanwhile."""
    assert carried(wanted(("a", 1), ("c", 3), urgent=1), hurried=True) == (["a", "c"], False)
    assert carried(wanted(("a", 1), ("b", 2), urgent=1), hurried=True)[0] == ["b"]


def test_what_is_urgent_and_held_by_nobody_holds_nothing_up() -> None:
    """The rest is all that can be had."""
    assert carried(wanted(("a", 1), ("c", 3), urgent=1), lacking="1")[0][-1] == "c"
