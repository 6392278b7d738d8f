"""The state of a site through batches, commits, reports, restarts and restores."""

import json

import pytest

from services.manager.look.hashing.hash_file import Found
from services.manager.state.database.site_values import SiteValue
from services.manager.state.rules.doubt import ANY, Doubt
from services.manager.state.rules.reconcile import Action
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.fold.fold import Skip
from shared.catalog.store.database import open_database
from shared.contracts.messages.batch import BaseRef, Batch, Change, Condition
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.want import PATH_BYTES_MAX, Held, Need
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Entry, Kind, State
from shared.model.paths import parent
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from tests.unit.services.manager.site import (
    MADE_AT,
    ORCHESTRATOR,
    Orchestrator,
    Site,
    base,
    directory,
    file,
    fingerprint,
)

LONG = ("/" + "x" * 250) * 15
"""The rest of a path of nearly 4 KiB, the longest that systems have."""


def new_site(**options: bool) -> Site:
    """Return a site and an orchestrator with an empty log."""
    return Site(Orchestrator(), **options)


def declared(path: str, digit: str, *, over: str | None) -> Group:
    """Return a group that puts one file where a content, or nothing, must stand."""
    condition = Condition(content=None if over is None else over * 64)
    prior = Held(kind=Kind.DELETED)
    change = GroupChange(path=path, prior=prior, state=file(digit), condition=condition)
    return Group(id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, changes=(change,))


def put(path: str, digit: str) -> Change:
    """Return a change of another site that has no base."""
    return Change(path=path, state=file(digit))


def batch_in(signed: Signed | None) -> Batch:
    """Return the batch that was signed."""
    assert signed is not None
    return Batch.model_validate_json(signed.body)


def due(site: Site) -> dict[str, Action]:
    """Return what is due at a site."""
    return {due.path: action for action in Action for due in site.state.index.due(action)}


def mode_before(statements: list[str], beginning: str) -> str:
    """Return how commits were made durable when the first statement with this beginning was executed."""
    at = next(at for at, statement in enumerate(statements) if statement.startswith(beginning))
    return [said for said in statements[:at] if said.startswith("PRAGMA synchronous")][-1].split()[-1]


# --- the outbox


def test_the_outbox_is_kept_until_its_commit_is_seen():
    """The same signed batch is sent again after a crash, however often."""
    site = new_site()
    site.sees("f", file("1"))
    signed = site.sends()
    site.start(site.db.serialize())
    assert site.sends() == signed
    site.orchestrator.decide(signed)
    assert site.sends() == signed
    site.folds()
    assert site.sends() is None


def test_a_fold_that_a_power_cut_took_is_folded_again():
    """Folds do not wait for the disk; a batch that is to be sent does, and keeps them with it."""
    site = new_site()
    site.sees("f", file("1"))
    signed = site.sends()
    before = site.db.serialize()
    site.orchestrator.decide(signed)
    said: list[str] = []
    site.db.set_trace_callback(said.append)
    site.folds()
    site.sees("g", file("2"))
    site.sends()
    assert mode_before(said, "UPDATE log_position") == "NORMAL"
    assert mode_before(said, "INSERT OR REPLACE INTO facts VALUES ('outbox', '{") == "FULL"
    site.start(before)
    assert site.sends() == signed
    site.folds()
    assert site.sends() is None
    assert due(site) == {}


def test_a_later_edit_waits_and_is_rebased():
    """One undecided batch; the next is based on what was accepted."""
    site = new_site()
    site.sees("f", file("1"))
    site.orchestrator.decide(site.sends())
    site.sees("f", file("2"))
    site.folds()
    batch = batch_in(site.sends())
    assert batch.sequence == 2
    assert batch.changes[0].base is not None
    assert batch.changes[0].base.revision == 1
    site.orchestrator.decide(site.sends())
    assert site.orchestrator.tree.live()["f"].state == file("2")


def test_folding_moves_no_base():
    """What others did is due here, and not yet done."""
    site = new_site()
    site.publishes("f", file("1"))
    site.orchestrator.others_change(
        Change(path="f", state=file("2"), base=batch_ref(1)),
    )
    site.folds()
    assert site.base("f") == base(1, file("1"))
    assert due(site) == {"f": Action.PLACE}


def batch_ref(revision: int) -> object:
    """Return the reference to a base."""
    return {"revision": revision}


def test_a_receive_only_site_makes_no_batch():
    """What changed there stays there."""
    site = new_site(receive_only=True)
    site.sees("f", file("1"))
    assert site.sends() is None


def test_an_edit_that_lost_makes_way_for_the_head():
    """Its content is in the log under another name, so the head may replace it."""
    site = new_site()
    site.orchestrator.others_change(put("f", "2"))
    site.publishes("f", file("1"))
    assert due(site)["f"] is Action.PLACE
    conflict = next(path for path in site.orchestrator.tree.live() if ".conflict-" in path)
    assert site.orchestrator.tree.live()[conflict].state.content == "1" * 64


def test_a_delete_that_was_refused_brings_the_head_back():
    """Somebody changed it meanwhile: an edit beats a delete."""
    site = new_site()
    site.publishes("f", file("1"))
    site.sees("f", DELETED)
    signed = site.sends()
    site.orchestrator.others_change(Change(path="f", state=file("2"), base=batch_ref(1)))
    site.orchestrator.decide(signed)
    site.folds()
    assert due(site) == {"f": Action.PLACE}


# --- messages of the log


def test_a_message_that_does_not_count_is_counted_and_changes_nothing():
    """Skipped messages are seen in the metrics."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    at, signed = site.orchestrator.log[0]
    forged = site.key.sign(signed.body)
    trusts = site.orchestrator.tree.live  # any key but the orchestrator's is unknown
    assert trusts
    assert (
        site.state.fold(at, forged, trusts=lambda key: False, incarnation=site.incarnation) is Skip.UNSIGNED
    )
    assert site.state.projection.skipped == 1
    assert site.state.projection.position.revision == 0


# --- looks


def test_a_path_that_changed_after_the_look_began_is_skipped():
    """What was placed meanwhile is newer than what the look saw."""
    site = new_site()
    stamp = site.state.index.stamp
    site.placed("f", 5, file("2"))
    stale = site.state.note([Found("f", file("1"), None)], [], stamp=stamp)
    stale += site.state.note([], ["f"], stamp=stamp)
    assert stale == ["f", "f"]
    assert site.local("f") == file("2")


def test_a_path_that_did_not_change_is_noted():
    """The stamp is that of the row, not that of the index."""
    site = new_site()
    site.sees("f", file("1"))
    stamp = site.state.index.stamp
    site.placed("g", 5, file("2"))
    assert site.state.note([Found("f", file("3"), None)], [], stamp=stamp) == []
    assert site.local("f") == file("3")


# --- reports


def test_a_report_moves_the_base_and_the_local_state():
    """The index follows what was published, with its fingerprint, not a later stat."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, file("1"), number=7)
    row = site.state.index.row("f")
    assert row is not None
    assert (row.base, row.local) == (base(1, file("1")), file("1"))
    assert row.fingerprint is not None
    assert row.fingerprint.inode == 7
    assert site.state.values.number(SiteValue.REPORTS_AFTER) == 7
    assert due(site) == {}


def test_a_report_may_leave_out_what_the_log_says():
    """A state that came back as it was asked for is that of the log at the path and revision."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    site.placed("f", 1, None)
    assert (site.base("f"), site.local("f"), due(site)) == (base(1, file("1")), file("1"), {})


def test_a_report_on_what_this_log_does_not_have_tells_nothing():
    """Neither base nor local state follow it: the next look sees what is there."""
    site = new_site()
    site.placed("f", 1, None)
    assert (site.base("f"), site.local("f")) == (None, None)


def test_a_late_report_never_moves_a_base_back():
    """Reports may come in any order."""
    site = new_site()
    site.placed("f", 5, file("2"))
    site.placed("f", 3, file("1"))
    assert (site.base("f"), site.local("f")) == (base(5, file("2")), file("2"))


def test_a_report_that_comes_again_does_not_hide_an_edit():
    """What a look has seen since is newer than the report."""
    site = new_site()
    site.placed("f", 5, file("2"))
    site.sees("f", file("3"))
    site.placed("f", 5, file("2"))
    assert site.local("f") == file("3")


def test_a_report_ends_what_was_elsewhere():
    """The head took the place of what had lost, even though its revision is lower."""
    site = new_site()
    site.orchestrator.others_change(put("f", "2"))
    site.publishes("f", file("1"))
    site.placed("f", 1, file("2"))
    assert site.base("f") == base(1, file("2"))
    assert "f" not in due(site)


def test_what_the_file_system_made_of_it_is_no_change():
    """Coarse times come back in the report, and are the base."""
    site = new_site()
    site.orchestrator.others_change(Change(path="f", state=file("1", mtime_ns=3)))
    site.folds()
    site.placed("f", 1, file("1", mtime_ns=2))
    assert due(site) == {}


# --- adoption


def test_the_bytes_of_the_head_are_adopted():
    """Nothing travels; what differs in metadata only is taken as it is here."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.sees("f", file("1", mode=0o600))
    site.folds()
    assert due(site) == {"f": Action.ADOPT}
    assert site.state.adopt() == 1
    assert site.state.adopt() == 0
    assert site.base("f") == base(1, file("1", mode=0o600))


# --- lost and restored indexes


def test_a_lost_index_deletes_nothing_and_numbers_anew():
    """A new incarnation folds from the start; what is missing is asked for, what is there adopted."""
    site = new_site()
    site.publishes("f", file("1"))
    site.publishes("g", file("2"))
    site.start(None)
    site.sees("f", file("1"))
    site.folds()
    site.state.adopt()
    assert due(site) == {"g": Action.PLACE}
    site.sees("h", file("3"))
    batch = batch_in(site.sends())
    assert (batch.incarnation, batch.sequence) == ("0" * 15 + "2", 1)


def test_a_restored_index_gets_a_new_incarnation_once_it_sees_its_own_later_batches():
    """Their numbers were used already; nothing that was accepted then is sent as a new change."""
    site = new_site()
    site.publishes("f", file("1"))
    old = site.db.serialize()
    site.publishes("f", file("2"))
    site.start(old)
    site.sees("f", file("2"))
    assert batch_in(site.sends()).sequence == 2
    before = site.state.values.text(SiteValue.INCARNATION)
    site.folds()
    site.state.adopt()
    assert due(site) == {}
    site.publishes("g", file("3"))
    site.publishes("h", file("4"))
    assert set(site.orchestrator.tree.live()) == {"f", "g", "h"}
    assert site.state.values.text(SiteValue.INCARNATION) == before


def test_a_restored_index_that_used_a_number_again_takes_no_other_batch_for_its_own():
    """What it never saw, for it could not be read, is not noted as accepted from here, and deleted then."""
    site = new_site()
    site.publishes("f", file("1"))
    old = site.db.serialize()
    site.publishes("unread", file("2"))
    site.start(old)
    site.sees("g", file("3"))
    assert batch_in(site.sends()).sequence == 2
    before = site.state.values.text(SiteValue.INCARNATION)
    site.folds()
    assert due(site) == {"g": Action.SEND, "unread": Action.PLACE}
    assert site.state.values.text(SiteValue.INCARNATION) != before
    site.publishes("g", file("3"))
    assert set(site.orchestrator.tree.live()) == {"f", "g", "unread"}


def test_a_restored_index_without_a_batch_numbers_anew():
    """The log holds a batch of its own that it never made."""
    site = new_site()
    site.publishes("f", file("1"))
    old = site.db.serialize()
    site.publishes("f", file("2"))
    site.start(old)
    before = site.state.values.text(SiteValue.INCARNATION)
    site.folds()
    assert site.state.values.text(SiteValue.INCARNATION) != before
    assert site.state.values.number(SiteValue.SEQUENCE) == 0


def test_forgetting_bases_asks_for_what_is_missing():
    """After a hold the directory is taken as it is found, and nothing is a deletion."""
    site = new_site()
    site.publishes("f", file("1"))
    site.sees("f", DELETED)
    site.sends()
    site.state.forget_bases(site.incarnation())
    assert due(site) == {"f": Action.PLACE}
    assert site.sends() is None


# --- wants


def test_before_the_log_is_born_nothing_is_wanted():
    """There is nothing that could be."""
    assert new_site().state.want(step=1, grace_over=True, postponed=frozenset()) is None


def test_a_want_says_what_is_placed_and_what_comes_next():
    """Up to which revision, and the first step with what the site holds."""
    site = new_site()
    site.publishes("f", file("1"))
    site.orchestrator.others_change(put("g", "2"), put("m.tm", "3"))
    site.folds()
    want = site.state.want(step=4, grace_over=False, postponed=frozenset())
    assert want is not None
    assert [need.path for need in want.needs] == ["g"]
    assert want.needs[0].held.kind is Kind.DELETED
    assert (want.head, want.placed, want.unplaced, want.step) == (2, 2, ("m.tm",), 4)


def test_a_want_is_made_anew_after_whatever_was_written_and_only_then():
    """Folded, placed or seen: the next want knows. Of one that nothing was written since, the step is new."""
    site = new_site()

    def needs() -> list[str]:
        want = site.state.want(step=0, grace_over=True, postponed=frozenset())
        assert want is not None
        return [need.path for need in want.needs]

    site.orchestrator.others_change(put("f", "1"), put("g", "2"))
    site.folds()
    assert needs() == ["f", "g"]
    statements: list[str] = []
    site.state._db.set_trace_callback(statements.append)
    assert needs() == ["f", "g"]
    assert not [statement for statement in statements if "FROM due" in statement]
    site.placed("f", 1, file("1"))
    assert needs() == ["g"]
    site.sees("g", file("3"))
    assert needs() == []
    site.orchestrator.others_change(put("h", "4"))
    site.folds()
    assert needs() == ["h"]


def test_a_path_that_is_listed_hides_nothing_else_that_is_placed():
    """One file that cannot be had does not make the site look as if it held nothing."""
    site = new_site()
    site.orchestrator.others_change(put("lost", "1"))
    site.orchestrator.others_change(put("f", "2"))
    site.folds()
    site.placed("f", 2, file("2"))
    want = site.state.want(step=0, grace_over=True, postponed=frozenset({"lost"}))
    assert want is not None
    assert (want.placed, want.unplaced, want.needs) == (2, ("lost",), ())


def test_long_paths_that_wait_keep_the_want_within_one_message():
    """What it has no room to name lowers the revision up to which all is placed."""
    site = new_site()
    paths = [f"{number:03}" + LONG for number in range(60)]
    for path in paths:
        site.orchestrator.others_change(put(path, "1"))
    site.folds()
    want = site.state.want(step=0, grace_over=True, postponed=frozenset())
    assert want is not None
    named = [*(need.path for need in want.needs), *want.unplaced]
    assert sum(map(len, named)) <= 2 * PATH_BYTES_MAX
    assert want.placed < want.head == len(paths)
    assert set(paths[: want.placed]) <= set(named)


def test_what_stands_unseen_is_not_asked_for():
    """It may be the very same file; until a look has hashed it, it only counts as not placed."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.folds()
    want = site.state.want(step=0, grace_over=True, postponed=frozenset(), unhashed=frozenset({"f"}))
    assert want is not None
    assert (want.needs, want.unplaced) == ((), ("f",))


def test_a_local_change_in_the_way_is_listed():
    """The head of a path that was edited here is not placed, nor asked for."""
    site = new_site()
    site.orchestrator.others_change(put("f", "1"))
    site.sees("f", file("2"))
    site.folds()
    want = site.state.want(step=0, grace_over=True, postponed=frozenset())
    assert want is not None
    assert (want.unplaced, want.needs) == (("f",), ())


def test_a_directory_named_like_a_meta_kernel_comes_before_what_is_in_it():
    """Else a file of that name, which stands in the way, would never go."""
    site = new_site()
    site.publishes("m.tm", file("1"))
    changed = (Change(path="m.tm", state=directory(), base=batch_ref(1)), put("m.tm/x", "2"))
    site.orchestrator.others_change(*changed)
    site.folds()
    want = site.state.want(step=0, grace_over=True, postponed=frozenset())
    assert want is not None
    assert [need.path for need in want.needs] == ["m.tm", "m.tm/x"]


def test_a_directory_that_becomes_a_file_is_emptied_first():
    """Deletions that stand in the way do not wait for the grace."""
    site = new_site()
    site.publishes("d/x", file("1"))
    site.sees("d", directory())
    site.folds()
    site.state.adopt()
    head = site.orchestrator.tree.live()
    changes = (
        Change(path="d/x", state=DELETED, base=batch_ref(head["d/x"].revision)),
        Change(path="d", state=file("2"), base=batch_ref(head["d"].revision)),
    )
    site.orchestrator.others_change(*changes)
    site.folds()
    want = site.state.want(step=0, grace_over=False, postponed=frozenset())
    assert want is not None
    assert [need.path for need in want.needs] == ["d/x"]
    assert parent(want.needs[0].path) == "d"


def test_a_signed_batch_is_the_exact_text_that_was_signed():
    """It names the log that the site follows, none before it has seen any."""
    site = new_site()
    site.sees("f", file("1"))
    assert "log_id" not in json.loads(site.sends().body)
    site.orchestrator.decide(site.sends())
    site.folds()
    site.sees("g", file("1"))
    assert batch_in(site.sends()).log_id == "a" * 32


# --- looks that overlap with other news


def test_a_decision_does_not_make_a_look_stale():
    """A commit moves the base; what the look saw is still newer than what was known."""
    site = new_site()
    site.sees("f", file("1"))
    site.orchestrator.decide(site.sends())
    stamp = site.state.index.stamp
    site.folds()
    assert site.state.note([Found("f", file("2"), None)], [], stamp=stamp) == []
    assert (site.local("f"), site.base("f")) == (file("2"), base(1, file("1")))


def test_what_is_below_a_path_that_changed_waits_with_it():
    """Half of a file that became a directory would be a file with files below it."""
    site = new_site()
    stamp = site.state.index.stamp
    site.placed("f", 5, file("1"))
    found = [Found("f", directory(), None), Found("f/x", file("2"), None), Found("g", file("2"), None)]
    assert site.state.note(found, [], stamp=stamp) == ["f", "f/x"]
    assert (site.local("f"), site.local("f/x"), site.local("g")) == (file("1"), None, file("2"))


def test_a_file_above_a_path_that_changed_waits_with_it():
    """Half of a directory that became a file would be a file with files below it, too."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d/x", 5, file("1"))
    assert site.state.note([Found("d", file("2"), None)], ["d/x"], stamp=stamp) == ["d", "d/x"]
    assert site.local("d") == directory()


def test_what_is_below_a_path_that_the_look_saw_unchanged_waits_with_it():
    """A directory may have become a file in a report although the look found nothing new about it."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d", 5, file("1"))
    assert site.state.note([Found("d/x", file("2"), None)], [], stamp=stamp) == ["d", "d/x"]
    assert site.local("d/x") is None


def test_a_file_in_place_of_a_directory_that_fills_waits():
    """What was placed below it while the look went on is not known to be gone."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d/x", 5, file("1"))
    assert site.state.note([Found("d", file("2"), None)], [], stamp=stamp) == ["d"]
    assert site.local("d") == directory()


def test_a_directory_that_went_with_what_changed_in_it_waits_with_it():
    """Its delete alone would be refused, and a file in its place become a conflict that nobody caused."""
    site = new_site()
    site.publishes("d", directory())
    stamp = site.state.index.stamp
    site.sees("d/x", file("1"))
    assert site.state.note([], ["d", "d/x"], stamp=stamp) == ["d", "d/x"]
    assert site.local("d") == directory()


def test_a_directory_that_is_gone_and_fills_waits():
    """What was placed below it while the look went on made it anew."""
    site = new_site()
    site.sees("d", directory())
    stamp = site.state.index.stamp
    site.placed("d/x", 5, file("1"))
    assert site.state.note([], ["d"], stamp=stamp) == ["d"]
    assert site.local("d") == directory()


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


def test_an_index_of_an_earlier_version_knows_what_it_asked_for():
    """It had not written down since when."""
    site = new_site()
    site.state.provenance.asked([Need(path="f", revision=3, held=Held(kind=Kind.DELETED))])
    site.db.execute("ALTER TABLE maybe_placed DROP COLUMN since")
    site.start(site.db.serialize())
    assert site.state.provenance.of("f") == Doubt(ANY, since=0)


def test_what_waits_for_its_turn_hides_nothing_that_is_placed():
    """Else two sites, each with a file that the other lacks, would not know of each other's."""
    site = new_site()
    site.orchestrator.others_change(put("m.tm", "1"))
    site.orchestrator.others_change(put("held", "2"))
    site.orchestrator.others_change(put("lacking", "3"))
    site.folds()
    site.placed("held", 2, file("2"))
    want = site.state.want(step=0, grace_over=True, postponed=frozenset())
    assert want is not None
    assert [need.path for need in want.needs] == ["lacking"]
    assert (want.placed, want.unplaced) == (3, ("m.tm",))


# --- large looks


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_renames_are_one_batch(count):
    """Whoever renames a directory of so many files makes one revision of it."""
    site = new_site()
    names = [f"mro_spk_psp_rec_{number:05d}.bsp" for number in range(count)]
    rows = [(f"mro-data/mrosp_1000/data/spk/{name}", file("1"), None) for name in names]
    site.state.index.note_all(rows)
    while site.state.index.update_due():
        pass
    site.orchestrator.decide(site.sends())
    site.folds()
    site.state.index.note_all([(path, DELETED, None) for path, _, _ in rows])
    site.state.index.note_all([(f"archive/{name}", file("1"), None) for name in names])
    while site.state.index.update_due():
        pass
    assert len(batch_in(site.sends()).changes) == 2 * count


def test_a_look_over_the_bound_becomes_several_batches_and_is_told(caplog):
    """Whoever wonders why a delivery has several revisions finds the reason in the log."""
    state = SiteState(
        open_database(":memory:"), identity=SiteIdentity("c", "a"), key=ORCHESTRATOR, batch_bytes=400
    )
    state.begin(lambda: "0" * 16)
    state.index.note_all([(f"f{number}", file("1"), None) for number in range(4)])
    while state.index.update_due():
        pass
    with caplog.at_level("INFO"):
        batch = batch_in(state.make_batch(made_at=MADE_AT))
    assert 0 < len(batch.changes) < 4
    assert f"batch 1 has {len(batch.changes)} changes, and others follow" in caplog.text
    assert state.full_batches == 1


# --- what authors demand


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


def test_a_batch_that_the_key_before_signed_is_made_again():
    """Nobody believes it any more; the same key signs on under the same numbers."""
    site = Site(Orchestrator())
    site.sees("f", file("1"))
    first = site.sends()
    site.start(site.db.serialize())
    assert site.sends() == first
    site.key = SigningKey(b"n" * 32)
    site.start(site.db.serialize())
    again = site.sends()
    assert again.key == site.key.public
    batch, before = (Batch.model_validate_json(one.body) for one in (again, first))
    assert (batch.changes, batch.sequence) == (before.changes, 1)
    assert batch.incarnation != before.incarnation
