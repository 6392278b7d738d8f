"""Folding a log: what counts, what is skipped, and where it stops (I4)."""

import json

import pytest

from shared.catalog.fold.fold import Folded, Skip, body_hash
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.fold.position import LogPosition
from shared.contracts.messages.batch import Decision, Outcome
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError
from shared.identity.keys import SigningKey
from shared.model.entry import Kind
from tests.unit.shared.catalog.logging_commits import (
    ORCHESTRATOR,
    SITE,
    Log,
    batch_of,
    commit_of,
    directory,
    file,
    fold_one,
    put,
    signed,
)

STRANGER = SigningKey(b"x" * 32)


def altered(commit: Commit, **fields: object) -> Signed:
    """Return a commit, signed as it should be, with fields that the model would refuse."""
    return ORCHESTRATOR.sign(json.dumps({**json.loads(commit.model_dump_json()), **fields}))


def test_accepted_changes_enter_the_tree_under_the_revision_of_the_commit():
    """The revision is the stream sequence, the author is the site."""
    log = Log()
    folded = log.write(put("f", file("1")))
    (entry,) = folded.entries
    assert (entry.path, entry.revision, entry.author, entry.state) == ("f", 2, "a", file("1"))


def test_directories_above_a_put_are_implied():
    """Every live path has live directories above it, without the site naming them."""
    log = Log()
    log.write(put("a/b/f", file("1")))
    assert {path: entry.state.kind for path, entry in log.tree.live().items()} == {
        "a": Kind.DIRECTORY,
        "a/b": Kind.DIRECTORY,
        "a/b/f": Kind.FILE,
    }


def test_a_directory_named_after_its_child_keeps_its_own_mode():
    """An implied directory never hides one that the batch names, in whatever order."""
    log = Log()
    log.write(put("d/f", file("1")), put("d", directory(0o700)))
    assert log.tree.live()["d"].state.mode == 0o700


def test_a_delete_leaves_a_tombstone():
    """What stood there once is told from what never did."""
    log = Log()
    log.write(put("f", file("1")))
    log.write(put("f"))
    head = log.tree.head("f")
    assert head is not None
    assert (head.live, head.revision) == (False, 4)
    assert log.tree.live() == {}


def test_deletes_count_before_puts():
    """A directory becomes a file in one commit, whatever the order of its changes."""
    log = Log()
    log.write(put("d/x", file("1")))
    log.write(put("d", file("2")), put("d/x"))
    assert list(log.tree.live()) == ["d"]


def test_a_loser_enters_under_its_conflict_name_alone():
    """The head of the path stays as it is."""
    log = Log()
    log.write(put("f", file("1")))
    lost = Decision(outcome=Outcome.CONFLICT, path="f.lost")
    log.write(put("f", file("2")), decisions=[lost])
    assert {path: entry.state for path, entry in log.tree.live().items()} == {
        "f": file("1"),
        "f.lost": file("2"),
    }


@pytest.mark.parametrize("outcome", [Outcome.ALREADY, Outcome.REFUSED, Outcome.CONFLICT])
def test_what_was_not_accepted_changes_nothing(outcome: Outcome):
    """A commit without effect still counts as a revision."""
    log = Log()
    folded = log.write(put("f", file("1")), decisions=[Decision(outcome=outcome)])
    assert folded.entries == ()
    assert log.tree.position.revision == 2


def test_an_empty_commit_moves_the_log_on():
    """Every batch gets its commit, even one without changes."""
    log = Log()
    log.write()
    assert log.tree.decided("a", "1" * 16) == 1


def test_the_position_names_the_commit_by_its_hash():
    """The next commit is chained to exactly this one."""
    log = Log()
    folded = log.write(put("f", file("1")))
    assert folded.position == LogPosition("a" * 32, 2, body_hash(log.messages[0][1].body))


def test_who_is_not_trusted_is_skipped():
    """Only orchestrators append."""
    tree = MemoryTree()
    assert fold_one(tree, signed(commit_of(tree, []), STRANGER), sequence=1) is Skip.UNSIGNED


def test_a_body_that_was_altered_is_skipped():
    """A signature over another body is none."""
    tree = MemoryTree()
    message = signed(commit_of(tree, []))
    forged = message.model_copy(update={"body": message.body + " "})
    assert fold_one(tree, forged, sequence=1) is Skip.UNSIGNED


def test_what_is_no_commit_is_skipped():
    """Signed nonsense is nonsense."""
    assert fold_one(MemoryTree(), ORCHESTRATOR.sign("{}"), sequence=1) is Skip.MALFORMED
    assert fold_one(MemoryTree(), ORCHESTRATOR.sign("no JSON"), sequence=1) is Skip.MALFORMED


def test_a_commit_that_decides_fewer_changes_than_there_are_is_skipped():
    """Each change has one decision."""
    tree = MemoryTree()
    commit = commit_of(tree, [put("f", file("1"))], decisions=[])
    assert fold_one(tree, signed(commit), sequence=1) is Skip.MALFORMED


def test_a_batch_that_its_site_did_not_sign_is_skipped():
    """An orchestrator cannot speak for a site (I9)."""
    tree = MemoryTree()
    body = batch_of([put("f", file("1"))]).model_dump_json()
    forged = SITE.sign("{}").model_copy(update={"body": body})
    commit = commit_of(tree, [put("f", file("1"))], batch=None).model_copy(update={"batch": forged})
    assert fold_one(tree, signed(commit), sequence=1) is Skip.MALFORMED


def test_a_path_that_leaves_the_root_is_skipped():
    """No commit reaches outside of a site's root (I7)."""
    tree = MemoryTree()
    body = json.loads(batch_of([put("f", file("1"))]).model_dump_json())
    body["changes"][0]["path"] = "../f"
    commit = commit_of(tree, [put("f", file("1"))]).model_copy(update={"batch": SITE.sign(json.dumps(body))})
    assert fold_one(tree, signed(commit), sequence=1) is Skip.MALFORMED


def test_a_commit_of_another_collection_is_skipped():
    """It was put on the wrong subject, or its batch was."""
    tree = MemoryTree()
    assert fold_one(tree, signed(commit_of(tree, [], collection="other")), sequence=1) is Skip.MISPLACED
    misplaced = commit_of(tree, [], batch=batch_of([], collection="other"))
    assert fold_one(tree, signed(misplaced), sequence=1) is Skip.MISPLACED


@pytest.mark.parametrize(
    "fields", [{"previous_revision": 1}, {"previous_hash": "f" * 64}, {"log_id": "b" * 32}]
)
def test_what_does_not_follow_the_last_commit_is_skipped(fields: dict[str, object]):
    """A log is one chain: rewritten, forked and foreign commits do not count."""
    log = Log()
    log.write(put("f", file("1")))
    message = signed(commit_of(log.tree, [], **fields))
    assert fold_one(log.tree, message, sequence=9) is Skip.UNCHAINED


def test_a_commit_after_a_skipped_message_still_follows():
    """What does not count does not break the chain."""
    log = Log()
    log.write(put("f", file("1")))
    assert isinstance(fold_one(log.tree, signed(commit_of(log.tree, [])), sequence=50), Folded)


def test_a_newer_major_version_stops_the_fold():
    """Going on would give another tree than a newer reader's."""
    tree = MemoryTree()
    with pytest.raises(NewerSchemaError):
        fold_one(tree, altered(commit_of(tree, []), schema_version=2), sequence=1)


def test_a_batch_of_a_newer_major_version_stops_the_fold():
    """A change that this version cannot read is not skipped silently."""
    tree = MemoryTree()
    newer = SITE.sign(json.dumps({"schema_version": 2}))
    with pytest.raises(NewerSchemaError):
        fold_one(tree, signed(commit_of(tree, []).model_copy(update={"batch": newer})), sequence=1)


def test_a_newer_message_of_a_stranger_does_not_stop_the_fold():
    """Nobody but an orchestrator can make readers stop."""
    tree = MemoryTree()
    body = json.dumps({"schema_version": 2})
    assert fold_one(tree, STRANGER.sign(body), sequence=1) is Skip.UNSIGNED


def test_unknown_fields_of_a_minor_addition_are_read_over():
    """A newer minor version folds to the same tree."""
    tree = MemoryTree()
    assert isinstance(fold_one(tree, altered(commit_of(tree, []), novelty=1), sequence=1), Folded)
