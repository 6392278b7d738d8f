"""Nothing is built for a target that may not be able to take it: it is asked first."""

from services.orchestrator.match.match import match, unavailable
from services.orchestrator.match.plan import Plan, Situation
from services.orchestrator.match.preflight import Preflight
from shared.contracts.messages.transfers.want import Want
from tests.unit.services.orchestrator.decide.deciding import content
from tests.unit.services.orchestrator.match.test_match import LIMITS, NOTHING, big, catalogue, held, want

TREE = catalogue(("f", 1, big("1")), ("g", 2, big("2")))
HOLDER = want("a", placed=2)


def planned(target: Want, preflight: Preflight, lacking: frozenset[tuple[str, str]] = frozenset()) -> Plan:
    """Return the one plan for a target."""
    wants = {"b": target}
    (plan,) = match(
        Situation(wants=wants, holders={"a": HOLDER, **wants}, lacking=lacking, preflight=preflight),
        TREE,
        LIMITS,
    )
    return plan


def asked(plan: Plan) -> list[tuple[str, int]]:
    """Return the paths that a target is asked about, each with its bytes."""
    return [(placement.path, size) for placement, size in zip(plan.placements["b"], plan.probe, strict=True)]


def test_what_has_no_room_is_asked_about_and_not_built():
    """A content takes its own size: what travels is decoded as it comes."""
    plan = planned(want("b", ("f", 1, NOTHING)), Preflight(room={"b": 59}))
    assert (plan.source, plan.items, asked(plan)) == (None, (), [("f", 60)])


def test_what_has_room_is_built():
    """To the byte; a site that says nothing of its room is believed to have it."""
    for room in ({"b": 60}, {"c": 0}, {}):
        plan = planned(want("b", ("f", 1, NOTHING)), Preflight(room=room))
        assert (plan.source, len(plan.items), plan.probe) == ("a", 1, ())


def test_what_fits_goes_first_and_is_not_held_up_by_what_does_not():
    """The second of two no longer fits beside the first: it is asked about when the first is placed."""
    both = want("b", ("f", 1, NOTHING), ("g", 2, NOTHING))
    plan = planned(both, Preflight(room={"b": 119}))
    assert [placement.path for placement in plan.placements["b"]] == ["f"]


def test_a_difference_needs_room_for_all_that_it_makes():
    """The older content stays until the new one is in its place."""
    target = want("b", ("f", 1, held("0")))
    assert planned(target, Preflight(room={"b": 60})).probe == ()
    assert planned(target, Preflight(room={"b": 59})).probe == (60,)


def test_what_was_refused_is_asked_about_before_it_is_built_again():
    """Whatever its room."""
    target = want("b", ("f", 1, held("0"))).model_copy(update={"refused": ("f",)})
    assert asked(planned(target, Preflight(room={"b": 10**9}))) == [("f", 60)]


def test_who_said_that_it_can_is_given_it():
    """A target that was asked a moment ago is not asked once more."""
    target = want("b", ("f", 1, NOTHING)).model_copy(update={"refused": ("f",)})
    plan = planned(target, Preflight(room={"b": 0}, asked=frozenset({("b", "f")})))
    assert (plan.source, plan.probe) == ("a", ())


def test_what_is_staged_at_the_target_does_not_travel():
    """It is placed from there, with room or without."""
    target = want("b", ("f", 1, NOTHING)).model_copy(update={"refused": ("f",), "staged": ("f",)})
    plan = planned(target, Preflight(room={"b": 0}))
    assert (plan.source, plan.items, plan.probe) == (None, (), ())
    assert [placement.path for placement in plan.placements["b"]] == ["f"]


def test_what_is_staged_no_more_travels_again():
    """The target said that it lacks the content."""
    target = want("b", ("f", 1, NOTHING)).model_copy(update={"staged": ("f",)})
    plan = planned(target, Preflight(), lacking=frozenset({("b", content("1"))}))
    assert plan.source == "a"


def test_what_is_staged_at_the_target_is_not_lost():
    """Nobody else has to hold it."""
    target = want("b", ("f", 1, NOTHING)).model_copy(update={"staged": ("f",)})
    assert unavailable(Situation(wants={"b": target}, holders={"b": target}), TREE) == ()
