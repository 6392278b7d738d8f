"""What a group's batch says where something else stands by then: the log takes all of a group, or nothing."""

import pytest

from services.manager.look.hashing.hash_file import Found
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import BaseRef, Batch, Change, Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from tests.unit.services.manager.site import MADE_AT, Orchestrator, Site, file, fingerprint

OLD, NEW, COPY = file("1"), file("2"), file("9")
NOTHING = Held(kind=Kind.DELETED)


def site_with_old() -> Site:
    """Return a site at which the first version of a file was placed."""
    site = Site(Orchestrator())
    site.orchestrator.others_change(Change(path="f", state=OLD))
    site.folds()
    site.placed("f", 1, OLD, number=1)
    return site


def removal(*, conditional: bool = True) -> GroupChange:
    """Return the removal of the first version."""
    condition = Condition(content=OLD.content) if conditional else None
    return GroupChange(
        path="f", prior=Held(kind=Kind.FILE, content=OLD.content), state=DELETED, condition=condition
    )


def group_of(*changes: GroupChange) -> Group:
    """Return a group of changes and a new file beside them."""
    made = GroupChange(path="to", prior=NOTHING, state=COPY)
    return Group(id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, together=True, changes=(*changes, made))


def looks(site: Site, group: Group, *, f: State | None) -> None:
    """Note what a look found with a group: the new file, and `f` where that is news."""
    found = [Found("to", COPY, fingerprint(50))]
    if f is not None and f is not DELETED:
        found.append(Found("f", f, fingerprint(51)))
    gone = ["f"] if f is DELETED else []
    site.state.note(found, gone, stamp=site.state.index.stamp, groups=[group])


def replaced_elsewhere(site: Site) -> None:
    """Have another site's second version in the log, and folded."""
    site.orchestrator.others_change(Change(path="f", state=NEW, base=BaseRef(revision=1)))
    site.folds()


def decided(site: Site) -> Batch:
    """Have the next batch decided and folded; return it."""
    signed = site.sends()
    assert signed is not None
    site.orchestrator.decide(signed)
    site.folds()
    site.state.adopt()
    return Batch.model_validate_json(signed.body)


def due(site: Site) -> dict[str, Action]:
    """Return what is due at a site."""
    return {due.path: action for action in Action for due in site.state.index.due(action)}


@pytest.mark.parametrize("conditional", [True, False])
@pytest.mark.parametrize("told", ["before the look", "after the look", "by the look", "after a restart"])
def test_a_group_is_refused_whole_where_anothers_version_was_placed_after_its_removal(
    told: str, *, conditional: bool
):
    """Its worker was told to place there before the group was made, and did so before the batch was."""
    site = site_with_old()
    replaced_elsewhere(site)
    group = group_of(removal(conditional=conditional))
    if told == "before the look":
        site.placed("f", 2, NEW, number=2)
    looks(site, group, f={"before the look": None, "by the look": NEW}.get(told, DELETED))
    if told == "after a restart":
        site.start(site.db.serialize())
    if told != "before the look":
        site.placed("f", 2, NEW, number=60)
    batch = decided(site)
    assert {one.path for one in batch.changes} == {"f", "to"}
    assert site.orchestrator.tree.live()["f"].revision == 2
    assert "to" not in site.orchestrator.tree.live()
    assert due(site).keys() <= {"to"} | site.orchestrator.tree.live().keys() - {"f"}
    assert site.local("f") == NEW


@pytest.mark.parametrize("conditional", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_a_group_removes_what_was_placed_and_not_yet_heard_of(*, conditional: bool, late: bool):
    """The report that comes after it brings nothing back."""
    site = Site(Orchestrator())
    site.orchestrator.others_change(Change(path="f", state=OLD))
    site.folds()
    looks(site, group_of(removal(conditional=conditional)), f=None)
    if not late:
        site.placed("f", 1, OLD, number=1)
    batch = decided(site)
    assert {one.path for one in batch.changes} == {"f", "to"}
    if late:
        site.placed("f", 1, OLD, number=1)
    assert site.orchestrator.tree.live().keys() == {"to"}
    assert due(site).get("f") in (None, Action.PLACE)
    assert site.sends() is None


def test_what_a_group_has_removed_goes_where_it_was_placed_once_more():
    """A worker that was killed does its last job again."""
    site = site_with_old()
    looks(site, group_of(removal()), f=None)
    decided(site)
    assert site.orchestrator.tree.live().keys() == {"to"}
    assert due(site) == {"f": Action.PLACE}


def test_what_a_person_makes_again_while_a_removal_waits_is_kept():
    """With the very bytes and time that it had."""
    site = site_with_old()
    looks(site, group_of(removal()), f=DELETED)
    site.sends()
    site.sees("f", OLD)
    decided(site)
    assert due(site) == {"f": Action.SEND}


@pytest.mark.parametrize("over", [None, OLD], ids=["nothing", "a version"])
def test_what_a_put_demands_is_said_though_a_person_has_removed_the_file(over: State | None):
    """Another site's version came first: the rest of the group is not taken without that."""
    site = Site(Orchestrator()) if over is None else site_with_old()
    put = GroupChange(
        path="f",
        prior=NOTHING if over is None else Held(kind=Kind.FILE, content=over.content),
        state=file("3"),
        condition=Condition(content=None if over is None else over.content),
    )
    looks(site, group_of(put), f=file("3"))
    site.sees("f", DELETED)
    base = None if over is None else BaseRef(revision=1)
    site.orchestrator.others_change(Change(path="f", state=NEW, base=base))
    site.folds()
    decided(site)
    assert site.orchestrator.tree.live().keys() == {"f"}
    assert due(site) == {"f": Action.PLACE, "to": Action.PLACE}
