"""The table of decisions, line by line."""

import pytest

from shared.contracts.messages.batch import Decision, Outcome
from shared.model.entry import DELETED
from shared.model.paths import PATH_MAX
from tests.unit.services.orchestrator.decide.deciding import (
    OVER_NOTHING,
    decided,
    delete,
    directory,
    file,
    over,
    put,
    tree_of,
)

ACCEPTED = Decision(outcome=Outcome.ACCEPTED)
REFUSED = Decision(outcome=Outcome.REFUSED)


def already(revision: int | None) -> Decision:
    """Return the decision that the log has this already."""
    return Decision(outcome=Outcome.ALREADY, revision=revision)


def conflict(path: str) -> Decision:
    """Return the decision to keep the content at another path."""
    return Decision(outcome=Outcome.CONFLICT, path=path)


TREE = tree_of(
    ("f", 1, file("1")),
    ("f", 3, file("2")),
    ("f", 5, file("3")),
    ("gone", 2, file("4")),
    ("gone", 4, DELETED),
    ("d", 2, directory()),
    ("d/x", 2, file("5")),
    ("empty", 2, directory()),
    ("no-more", 2, directory()),
    ("no-more", 4, DELETED),
)
LOST_F = "f.conflict-20260304T050607Z-a-99999999"


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        pytest.param(put("f", file("3"), base=5), already(5), id="put: same in all"),
        pytest.param(put("f", file("3")), already(5), id="put: same content, no base"),
        pytest.param(put("f", file("3", mode=0o600), base=5), ACCEPTED, id="put: metadata, on the head"),
        pytest.param(put("f", file("3", mtime_ns=8), base=5), ACCEPTED, id="put: time, on the head"),
        pytest.param(put("f", file("3", mode=0o600), base=3), already(5), id="put: metadata, older base"),
        pytest.param(put("f", file("3", mode=0o600)), already(5), id="put: metadata, no base"),
        pytest.param(put("f", file("2"), base=1), already(3), id="put: an echo of a later revision"),
        pytest.param(put("f", file("1")), already(1), id="put: an old copy, no base"),
        pytest.param(put("f", file("1"), base=5), ACCEPTED, id="put: old content again, on the head"),
        pytest.param(
            put("f", file("1"), base=3), conflict("f.conflict-20260304T050607Z-a-11111111"), id="back"
        ),
        pytest.param(put("new", file("9")), ACCEPTED, id="put: nothing there"),
        pytest.param(put("new", file("9"), base=2), ACCEPTED, id="put: nothing there, with a base"),
        pytest.param(put("gone", file("9"), base=2), ACCEPTED, id="put: an edit beats a delete"),
        pytest.param(put("gone", file("9")), ACCEPTED, id="put: another content, deleted, no base"),
        pytest.param(put("gone", file("4")), already(2), id="put: an old copy of what was deleted"),
        pytest.param(put("gone", file("4"), base=4), ACCEPTED, id="put: brought back knowingly"),
        pytest.param(put("f", file("9"), base=5), ACCEPTED, id="put: on the head"),
        pytest.param(put("f", file("9"), base=3), conflict(LOST_F), id="put: on an older base"),
        pytest.param(put("f", file("9")), conflict(LOST_F), id="put: without a base"),
        pytest.param(put("f", directory(), base=5), ACCEPTED, id="put: a file becomes a directory"),
        pytest.param(put("f", directory(), base=3), REFUSED, id="put: a directory has nothing to keep"),
        pytest.param(put("d", directory(0o700), base=2), ACCEPTED, id="put: mode of a directory"),
        pytest.param(put("d", directory()), already(2), id="put: same directory"),
        pytest.param(put("no-more", directory()), already(2), id="put: an echo of a deleted directory"),
        pytest.param(put("no-more", directory(), base=4), ACCEPTED, id="put: a directory made anew"),
        pytest.param(put("empty", file("9"), base=2), ACCEPTED, id="put: over an empty directory"),
        pytest.param(
            put("d", file("9"), base=2), conflict("d.conflict-20260304T050607Z-a-99999999"), id="over live"
        ),
        pytest.param(put("d/y/z", file("9")), ACCEPTED, id="put: the directory above is implied"),
        pytest.param(put("f", file("9"), base=5, condition=over("3")), ACCEPTED, id="if: it stands there"),
        pytest.param(put("f", file("9"), base=3, condition=over("3")), ACCEPTED, id="if: on an older base"),
        pytest.param(put("f", file("9"), base=3, condition=over("2")), REFUSED, id="if: another one stands"),
        pytest.param(put("f", file("1"), condition=over("2")), REFUSED, id="if: no echo is kept"),
        pytest.param(put("f", file("1"), condition=over("3")), ACCEPTED, id="if: no echo is taken for one"),
        pytest.param(put("f", file("3"), base=3, condition=over("2")), REFUSED, id="if: both put the same"),
        pytest.param(put("f", file("9"), condition=OVER_NOTHING), REFUSED, id="if nothing: a file stands"),
        pytest.param(put("d", directory(0o700), condition=OVER_NOTHING), REFUSED, id="if nothing: same"),
        pytest.param(put("new", file("9"), condition=OVER_NOTHING), ACCEPTED, id="if nothing: nothing does"),
        pytest.param(
            put("gone", file("9"), base=2, condition=over("4")), REFUSED, id="if: no edit beats that"
        ),
        pytest.param(put("gone", file("9"), base=2, condition=OVER_NOTHING), ACCEPTED, id="if nothing: gone"),
        pytest.param(put("f/x", file("9"), condition=OVER_NOTHING), REFUSED, id="if nothing: below a file"),
        pytest.param(put("d", file("9"), condition=OVER_NOTHING), REFUSED, id="if nothing: a directory"),
        pytest.param(delete("f", base=3, condition=over("3")), ACCEPTED, id="if: delete what stands there"),
        pytest.param(delete("f", base=5, condition=over("2")), REFUSED, id="if: delete another one"),
        pytest.param(delete("gone", base=2, condition=over("4")), REFUSED, id="if: both delete one"),
        pytest.param(delete("never"), already(None), id="delete: nothing ever there"),
        pytest.param(delete("gone", base=2), already(4), id="delete: deleted already"),
        pytest.param(delete("f", base=5), ACCEPTED, id="delete: on the head"),
        pytest.param(delete("f", base=3), REFUSED, id="delete: on an older base"),
        pytest.param(delete("f"), REFUSED, id="delete: without a base"),
        pytest.param(delete("empty", base=2), ACCEPTED, id="delete: an empty directory"),
        pytest.param(delete("d", base=2), REFUSED, id="delete: a directory with live children"),
    ],
)
def test_each_line_of_the_table(change, decision):
    """One change alone is decided as the design's table says."""
    assert decided(TREE, change) == (decision,)


def test_a_file_below_a_live_file_is_kept_below_a_renamed_directory():
    """What stood below a directory that lost stays together below one conflict name."""
    first, second = decided(TREE, put("f/x", file("8")), put("f/y", file("9")))
    above = "f.conflict-20260304T050607Z-a-11111111"
    assert (first, second) == (conflict(f"{above}/x"), conflict(f"{above}/y"))


def test_a_directory_below_a_live_file_is_refused():
    """A directory that cannot be has nothing that could be lost."""
    assert decided(TREE, put("f/d", directory())) == (REFUSED,)


def test_a_directory_becomes_a_file_in_one_batch():
    """Deletes count first, deepest first, in whatever order the batch has them."""
    changes = (put("d", file("9"), base=2), delete("d/x", base=2))
    assert decided(TREE, *changes) == (ACCEPTED, ACCEPTED)


def test_a_directory_becomes_no_file_over_a_child_that_another_site_changed():
    """The delete of a newer child is refused, so the directory lives and the file is kept elsewhere."""
    tree = tree_of(("d", 2, directory()), ("d/x", 2, file("5")), ("d/x", 7, file("6")))
    changes = (delete("d/x", base=2), put("d", file("9"), base=2))
    assert decided(tree, *changes) == (REFUSED, conflict("d.conflict-20260304T050607Z-a-99999999"))


def test_a_file_becomes_a_directory_in_one_batch():
    """Puts count outermost first, in whatever order the batch has them."""
    assert decided(TREE, put("f/x", file("9")), put("f", directory(), base=5)) == (ACCEPTED, ACCEPTED)


def test_a_whole_directory_is_deleted_in_any_order():
    """A directory goes once its children have gone in the same batch."""
    assert decided(TREE, delete("d", base=2), delete("d/x", base=2)) == (ACCEPTED, ACCEPTED)


def test_a_rename_is_a_delete_and_a_put():
    """The content may stand elsewhere in the log: what matters is the path."""
    assert decided(TREE, delete("f", base=5), put("moved", file("3"))) == (ACCEPTED, ACCEPTED)


def test_a_conflict_name_that_is_taken_by_other_content_gets_more_digits():
    """A conflict copy never overwrites another one."""
    tree = tree_of(("f", 5, file("3")), (LOST_F, 6, file("7")))
    assert decided(tree, put("f", file("9"))) == (conflict(LOST_F + "9"),)


def test_a_conflict_name_that_holds_the_same_content_is_used_again():
    """The same loser needs no second copy."""
    tree = tree_of(("f", 5, file("3")), (LOST_F, 6, file("9")))
    assert decided(tree, put("f", file("9"))) == (conflict(LOST_F),)


def test_a_put_to_the_conflict_name_in_the_same_batch_does_not_overwrite_it():
    """The batch is decided on one scratch tree: a conflict copy laid a moment ago is a head."""
    first, second = decided(TREE, put("f", file("9")), put(LOST_F, file("8")))
    assert first == conflict(LOST_F)
    assert second.outcome is Outcome.CONFLICT
    assert second.path not in (None, LOST_F)


def test_an_empty_batch_has_an_empty_decision():
    """Every batch gets its commit, even one without changes."""
    assert decided(TREE) == ()


def test_files_whose_paths_grow_too_long_below_a_renamed_directory_are_all_kept():
    """Each goes to the root under a name of its own, however many they are."""
    deep = "/".join(["f", *["n" * 254] * 16])[: PATH_MAX - 4]
    digits = "456789abcdef"
    changes = [put(f"{deep}/{digit}", file(digit)) for digit in digits]
    kept = {decision.path for decision in decided(TREE, *changes)}
    assert kept == {f"f.conflict-20260304T050607Z-a-{digit * 8}" for digit in digits}
