"""Changes whose authors demand what must stand there, and what outlasts them."""

import pytest

from services.manager.look.hashing.hash_file import Found
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import BaseRef, Change, Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Entry, Kind, State
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from tests.unit.services.manager.site import (
    MADE_AT,
    base,
    file,
    fingerprint,
)
from tests.unit.services.manager.state.helpers import batch_in, declared, due, new_site, put


def test_a_change_that_lost_what_it_demanded_is_kept_nowhere_and_the_head_is_due():
    """Over a restart of the manager between look and batch."""
    site = new_site()
    group = declared("f", "1", over=None)
    site.state.note([Found("f", file("1"), None)], [], stamp=0, groups=[group])
    site.orchestrator.others_change(put("f", "2"))
    site.folds()
    site.start(site.db.serialize())
    site.orchestrator.decide(site.sends())
    site.folds()
    assert due(site) == {"f": Action.PLACE}
    assert site.state.projection.head("f") == Entry(path="f", revision=1, author="b", state=file("2"))
    assert site.state.projection.conflicts() == 0


@pytest.mark.parametrize("together", [False, True])
def test_a_change_over_a_gateway_says_who_made_it(together: bool):
    """Until somebody else writes to the path: nobody knows who is at the directory."""
    site, (change,) = new_site(), declared("f", "1", over=None).changes
    made = change.model_copy(update={"by": "ada (aaaaaaaaaaaa)"})
    group = Group(id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, together=together, changes=(made,))
    site.state.note([Found("f", file("1"), None)], [], stamp=0, groups=[group])
    assert [one.by for one in batch_in(site.sends()).changes] == ["ada (aaaaaaaaaaaa)"]
    site.orchestrator.decide(site.sends())
    site.folds()
    (newest, *_) = site.state.projection.commits.page()
    assert newest.by == ("ada (aaaaaaaaaaaa)",)
    site.sees("f", file("2", mtime_ns=8))
    assert [one.by for one in batch_in(site.sends()).changes] == [None]


@pytest.mark.parametrize("state", [file("3"), DELETED], ids=["put", "moved away"])
def test_what_was_demanded_outlasts_a_late_report_on_what_stood_there_before(state: State):
    """A caller changed what was just placed: without the condition, its loss would be a conflict copy."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, file("1"), number=1)
    site.orchestrator.others_change(Change(path="f", state=file("2"), base=BaseRef(revision=1)))
    site.folds()
    change = GroupChange(
        path="f",
        prior=Held(kind=Kind.FILE, content="2" * 64),
        state=state,
        condition=Condition(content="2" * 64),
    )
    found = [] if state is DELETED else [Found("f", state, fingerprint(9))]
    gone = ["f"] if state is DELETED else []
    group = Group(id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, changes=(change,))
    site.state.note(found, gone, stamp=site.state.index.stamp, groups=[group])
    site.placed("f", 2, file("2"), number=2)
    assert (site.local("f"), site.base("f")) == (state, base(2, file("2")))
    (said,) = batch_in(site.sends()).changes
    assert said.condition == Condition(content="2" * 64)
    site.orchestrator.others_change(Change(path="f", state=file("3"), base=BaseRef(revision=2)))
    site.orchestrator.decide(site.sends())
    site.folds()
    assert site.state.projection.conflicts() == 0
    assert site.orchestrator.tree.live()["f"].revision == 3


@pytest.mark.parametrize("later", ["3", "1"])
def test_what_a_person_writes_over_a_conditional_change_is_kept(later: str):
    """Nobody told the person what had to stand there, even where they write the same."""
    site = new_site()
    group = declared("f", "1", over=None)
    site.state.note([Found("f", file("1"), None)], [], stamp=0, groups=[group])
    site.sees("f", file(later, mtime_ns=8))
    site.orchestrator.others_change(put("f", "2"))
    site.folds()
    (change,) = batch_in(site.sends()).changes
    assert (change.state.content, change.condition) == (later * 64, None)


def test_nothing_is_placed_where_a_group_has_moved_something_away_before_that_is_said():
    """Another site's newer version would be its source again, and the move a copy that nobody asked for."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, file("1"))
    site.sees("other", file("9"))
    first = site.sends()
    gone = declared("f", "1", over="1").changes[0].model_copy(update={"state": DELETED})
    moved = GroupChange(path="to", prior=Held(kind=Kind.DELETED), state=file("1"))
    group = Group(id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, together=True, changes=(gone, moved))
    site.state.note([Found("to", file("1"), None)], ["f"], stamp=site.state.index.stamp, groups=[group])
    site.orchestrator.others_change(Change(path="f", state=file("2"), base=BaseRef(revision=1)))
    site.orchestrator.decide(first)
    site.folds()
    wanted = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert wanted is not None
    assert wanted.needs == ()
    site.orchestrator.decide(site.sends())
    site.folds()
    assert site.orchestrator.tree.live().keys() == {"f", "other"}
    wanted = site.state.want(step=2, grace_over=True, postponed=frozenset())
    assert wanted is not None
    assert [need.path for need in wanted.needs] == ["f"]


def test_what_a_group_demands_is_weighed_though_another_site_has_just_done_the_same():
    """Both have moved one file, each to a name of its own: it is not there twice afterwards."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, file("1"))
    demands = Condition(content="1" * 64)
    gone = GroupChange(
        path="f", prior=Held(kind=Kind.FILE, content="1" * 64), state=DELETED, condition=demands
    )
    moved = GroupChange(path="to", prior=Held(kind=Kind.DELETED), state=file("1"))
    group = Group(
        id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, together=True, message="mine", changes=(gone, moved)
    )
    site.state.note([Found("to", file("1"), None)], ["f"], stamp=site.state.index.stamp, groups=[group])
    site.orchestrator.others_change(Change(path="f", state=DELETED, base=BaseRef(revision=1)))
    site.folds()
    site.state.adopt()
    site.orchestrator.decide(site.sends())
    site.folds()
    site.state.adopt()
    assert site.state.projection.head("to") is None
    assert due(site) == {"to": Action.PLACE}
    (newest, *_) = site.state.projection.commits.page()
    assert (newest.refused, newest.message) == (2, "mine")
