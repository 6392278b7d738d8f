"""A site that only receives has no say: what is deleted there is missing, and what is edited stays."""

from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import Change
from shared.model.entry import DELETED
from tests.unit.services.manager.site import Orchestrator, Site, file


def receiving_site() -> Site:
    """Return a site that has placed `f` as another site made it."""
    orchestrator = Orchestrator()
    site = Site(orchestrator, receive_only=True)
    orchestrator.others_change(Change(path="f", state=file("1")))
    site.folds()
    site.placed("f", 1, file("1"))
    return site


def actions(site: Site) -> dict[str, Action]:
    """Return what is due, by path."""
    found = (site.state.index.due(action) for action in Action)
    return {due.path: due.action for dues in found for due in dues if due.action is not Action.NOTHING}


def test_what_is_deleted_there_is_asked_for_again():
    """The deletion is not published, and does not stand in the way of the head."""
    site = receiving_site()
    assert actions(site) == {}
    site.sees("f", DELETED)
    site.state.adopt()
    assert site.sends() is None
    assert actions(site) == {"f": Action.PLACE}
    want = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert want is not None
    assert [need.path for need in want.needs] == ["f"]


def test_what_is_edited_there_stays_and_is_not_published():
    """Nobody overwrites a person's edit, and nobody else gets it."""
    site = receiving_site()
    site.sees("f", file("2"))
    site.state.adopt()
    assert site.sends() is None
    assert actions(site) == {"f": Action.SEND}


def test_a_want_tells_the_last_report_that_it_knows_of():
    """So that the orchestrator does not answer one that was said before what was placed was known."""
    site = receiving_site()
    before = site.state.want(step=1, grace_over=True, postponed=frozenset())
    report = site.placed("f", 1, file("1"))
    site.state.take(report, sequence=17)
    after = site.state.want(step=2, grace_over=True, postponed=frozenset())
    assert before is not None
    assert after is not None
    assert before.heard < after.heard == 17
