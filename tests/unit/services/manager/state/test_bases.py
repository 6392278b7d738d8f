"""What a decision means for the base of a path."""

import pytest

from services.manager.state.rules.base_after import base_after
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import BaseRef, Change, Decision, Outcome
from shared.model.entry import DELETED, Base
from tests.unit.services.manager.site import Orchestrator, Site, base, directory, file

PUT = Change(path="f", state=file("1"))
DELETE = Change(path="f", state=DELETED)
BEFORE = base(3, file("0"))


@pytest.mark.parametrize(
    ("change", "decision", "after"),
    [
        pytest.param(PUT, Decision(outcome=Outcome.ACCEPTED), base(9, file("1")), id="accepted put"),
        pytest.param(DELETE, Decision(outcome=Outcome.ACCEPTED), base(9, DELETED), id="accepted delete"),
        pytest.param(
            PUT, Decision(outcome=Outcome.ALREADY, revision=5), base(5, file("1")), id="known as an older one"
        ),
        pytest.param(DELETE, Decision(outcome=Outcome.ALREADY, revision=5), base(5, DELETED), id="deleted"),
        pytest.param(DELETE, Decision(outcome=Outcome.ALREADY), None, id="the log knows nothing of it"),
        pytest.param(PUT, Decision(outcome=Outcome.ALREADY), BEFORE, id="a put known as nothing stays"),
        pytest.param(
            PUT,
            Decision(outcome=Outcome.CONFLICT, path="f.lost"),
            base(9, file("1"), elsewhere=True),
            id="lost",
        ),
        pytest.param(
            DELETE, Decision(outcome=Outcome.REFUSED), base(9, DELETED, elsewhere=True), id="refused"
        ),
    ],
)
def test_each_outcome(change: Change, decision: Decision, after: Base | None):
    """The base is what was accepted from this site, or is known as a revision of the log."""
    assert base_after(change, decision, revision=9, before=BEFORE) == after


def test_mode_that_lost_to_another_sites_gives_way():
    """Both changed the mode at once: the one that the log accepted first is due here, once."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    orchestrator.others_change(Change(path="f", state=file("1", mode=0o644)))
    site.folds()
    site.placed("f", 1, file("1", mode=0o644))
    site.sees("f", file("1", mode=0o755))
    mine = site.sends()
    orchestrator.others_change(Change(path="f", base=BaseRef(revision=1), state=file("1", mode=0o600)))
    orchestrator.decide(mine)
    site.folds()
    site.state.adopt()
    (due,) = site.state.index.due(Action.PLACE)
    assert due.head is not None
    assert due.head.state.mode == 0o600
    site.placed("f", due.head.revision, file("1", mode=0o600))
    assert site.state.index.tally().behind == 0


@pytest.mark.parametrize("came_back", [0o700, 0o755], ids=["kept", "as this file system has it"])
def test_directories_made_with_other_umasks_become_alike(came_back):
    """The one that is in the log is due; whatever the file system makes of it is the end."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    orchestrator.others_change(Change(path="d", state=directory(0o700)))
    site.sees("d", directory(0o755))
    site.folds()
    site.state.adopt()
    (due,) = site.state.index.due(Action.PLACE)
    assert due.path == "d"
    site.placed("d", 1, directory(came_back))
    site.state.adopt()
    assert site.state.index.due(Action.PLACE) == []
    assert site.sends() is None


def test_times_of_an_archive_that_is_met_for_the_first_time_stay():
    """Bytes are the same: reading all of it anew for its times would be no gain."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    orchestrator.others_change(Change(path="f", state=file("1", mtime_ns=1)))
    site.sees("f", file("1", mtime_ns=2))
    site.folds()
    site.state.adopt()
    assert site.state.index.due(Action.PLACE) == []
