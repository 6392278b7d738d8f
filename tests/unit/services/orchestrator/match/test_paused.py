"""Sites that are paused, as sources of others."""

from services.orchestrator.match.match import match, unavailable
from services.orchestrator.match.paused import without_paused
from services.orchestrator.match.plan import Plan, Situation
from shared.contracts.messages.transfers.want import Want
from tests.unit.services.orchestrator.match.test_match import LIMITS, NOTHING, F, catalogue, want


def situation(*wants: Want, paused: str) -> Situation:
    """Return one in which a site is paused."""
    said = {one.site: one.model_copy(update={"paused": one.site == paused}) for one in wants}
    return Situation(wants={site: one for site, one in said.items() if one.needs}, holders=said)


def plans(at: Situation) -> tuple[Plan, ...]:
    """Return what is done."""
    return match(without_paused(at), catalogue(F), LIMITS)


def test_nothing_is_fetched_from_a_paused_site() -> None:
    """Another that has it is asked instead."""
    needy = want("c", ("f", 2, NOTHING))
    (plan,) = plans(situation(want("a", placed=2), want("b", placed=2), needy, paused="a"))
    assert plan.source == "b"


def test_what_a_paused_site_alone_has_is_waited_for_and_not_lost() -> None:
    """No other site is sent to its trash for it, and no operator is told that a content is gone."""
    at = situation(want("a", placed=2), want("b"), want("c", ("f", 2, NOTHING)), paused="a")
    assert plans(at) == ()
    assert unavailable(at, catalogue(F)) == ()


def test_where_nobody_is_paused_nothing_is_changed() -> None:
    """The planner asks at every turn."""
    at = situation(want("a", placed=2), want("c", ("f", 2, NOTHING)), paused="")
    assert without_paused(at) is at
