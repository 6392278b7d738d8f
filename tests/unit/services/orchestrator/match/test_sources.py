"""Which of the sites that hold a content bring it."""

from services.orchestrator.match.match import match
from services.orchestrator.match.plan import Limits, Situation
from services.orchestrator.match.sources import Sources
from tests.unit.services.orchestrator.match.test_match import NOTHING, big, catalogue, want

ZONES = {"a": "zone=x", "b": "zone=y", "c": "zone=y", "d": "zone=z"}


def test_a_source_in_the_zone_of_the_target_comes_first():
    """One in no zone is near to nobody."""
    sources = Sources(zones=ZONES)
    assert sources.best("b", ["a", "c"]) == "c"
    assert sources.near("b", ["a", "c", "d"]) == {"c"}
    assert sources.near("b", ["a", "d"]) == {"a", "d"}
    assert sources.near("e", ["a", "f"]) == {"a", "f"}


def test_a_source_that_stalls_is_left_for_one_in_another_zone():
    """By what came from both; of one that is not known nothing bad is thought."""
    slow = {"a": 100.0, "c": 10.0}
    assert Sources(zones=ZONES, rates=slow).best("b", ["a", "c"]) == "a"
    assert Sources(zones=ZONES, rates={"a": 100.0, "c": 30.0}).best("b", ["a", "c"]) == "c"
    assert Sources(zones=ZONES, rates={"a": 100.0}).best("b", ["a", "c"]) == "c"


def test_within_a_zone_the_one_that_is_soonest_done_comes_first():
    """By what came from each of late, and what each builds now; by name where all are alike."""
    assert Sources().best("b", ["d", "a", "c"]) == "a"
    assert Sources(busy={"a": 1}).best("b", ["a", "c"]) == "c"
    assert Sources(rates={"a": 10.0, "c": 20.0}).best("b", ["a", "c"]) == "c"
    assert Sources(rates={"a": 10.0, "c": 30.0}, busy={"c": 1}).best("b", ["a", "c"]) == "c"


def test_packs_come_from_the_zone_of_their_target_and_so_do_shares():
    """Every target has its own; a pack that one zone needs alone is built there."""
    holders = {site: want(site, placed=1) for site in "acde"}
    zones = {"a": "zone=x", "b": "zone=y", "c": "zone=y", "e": "zone=y", "f": "zone=x"}
    wants = {site: want(site, ("f", 1, NOTHING)) for site in "bf"}
    situation = Situation(wants=wants, holders=holders, sources=Sources(zones=zones))
    plans = match(situation, catalogue(("f", 1, big("1", 100))), Limits(share_bytes=10))
    assert {(*plan.placements, plan.source, *plan.others) for plan in plans} == {("b", "c", "e"), ("f", "a")}
