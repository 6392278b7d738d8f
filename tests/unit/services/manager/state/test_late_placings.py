"""Files that come late to where others have been meanwhile: nothing that was deleted comes back."""

import pytest

from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import BaseRef, Change
from shared.contracts.messages.transfers.want import Held, Need
from shared.model.entry import DELETED, Kind
from tests.unit.services.manager.site import (
    Site,
    base,
    directory,
    file,
)
from tests.unit.services.manager.state.helpers import due, new_site, put


def batch_ref(revision: int) -> object:
    """Return the reference to a base."""
    return {"revision": revision}


def follows_a_deletion_of_what_it_asked_for() -> Site:
    """Return a site that asked for a new file where one was deleted, and folded its deletion meanwhile."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, file("1"), number=1)
    site.orchestrator.others_change(Change(path="f", state=DELETED, base=BaseRef(revision=1)))
    site.folds()
    site.placed("f", 2, DELETED, number=2)
    site.orchestrator.others_change(Change(path="f", state=file("2"), base=BaseRef(revision=2)))
    site.folds()
    site.state.provenance.asked([Need(path="f", revision=3, held=Held(kind=Kind.DELETED))])
    site.orchestrator.others_change(Change(path="f", state=DELETED, base=BaseRef(revision=3)))
    site.folds()
    assert (site.state.adopt(), site.base("f")) == (1, base(4, DELETED))
    return site


def test_what_was_placed_over_a_loser_is_an_echo_although_its_report_is_late():
    """The head that replaced what was refused is older than the refusal; it is no conflict all the same."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.sees("f", directory())
    site.orchestrator.decide(site.sends())
    site.folds()
    site.sees("f", file("1"))
    site.orchestrator.others_change(Change(path="f", state=file("2"), base=batch_ref(1)))
    site.folds()
    site.orchestrator.decide(site.sends())
    site.folds()
    assert set(site.orchestrator.tree.live()) == {"f"}
    assert due(site) == {"f": Action.PLACE}


@pytest.mark.parametrize("first", ["look", "batch", "report", "restart"])
def test_what_was_asked_for_before_its_deletion_does_not_come_back(first: str):
    """It is placed all the same, since a worker was at it: nobody here has made it."""
    site = follows_a_deletion_of_what_it_asked_for()
    if first == "restart":
        site.start(site.db.serialize())
    if first != "report":
        site.sees("f", file("2"))
    if first in ("batch", "restart"):
        site.orchestrator.decide(site.sends())
    site.placed("f", 3, file("2"), number=3)
    site.folds()
    site.sees("f", file("2"))
    assert site.sends() is None
    assert due(site) == {"f": Action.PLACE}
    assert site.orchestrator.tree.live() == {}


@pytest.mark.parametrize("first", ["look", "report"])
def test_what_a_late_job_places_after_its_deletion_does_not_come_back(first: str):
    """Its worker stood still, and another was asked for the same: both place it, the deletion between."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.state.provenance.asked([Need(path="f", revision=1, held=Held(kind=Kind.DELETED))])
    site.placed("f", 1, file("1"), number=1)
    site.orchestrator.others_change(Change(path="f", state=DELETED, base=BaseRef(revision=1)))
    site.folds()
    site.placed("f", 2, DELETED, number=2)
    if first == "look":
        site.sees("f", file("1"))
    site.placed("f", 1, file("1"), number=3)
    if first == "report":
        site.sees("f", file("1"))
    assert (site.sends(), due(site)) == (None, {"f": Action.PLACE})


def test_what_a_person_makes_where_a_file_was_deleted_is_kept():
    """Also where what was deleted may still be placed there: it has other bytes."""
    site = follows_a_deletion_of_what_it_asked_for()
    site.sees("f", file("3"))
    site.orchestrator.decide(site.sends())
    assert site.orchestrator.tree.live()["f"].state == file("3")
