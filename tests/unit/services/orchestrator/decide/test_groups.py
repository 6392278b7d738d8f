"""Groups: changes that are accepted together, or not at all."""

from services.orchestrator.decide.decide import decide
from shared.catalog.fold.memory import MemoryTree
from shared.contracts.messages.batch import Change, Decision, GroupNote, Outcome
from shared.model.entry import DELETED, Entry
from tests.unit.services.orchestrator.decide.deciding import (
    OVER_NOTHING,
    REVISION,
    batch_of,
    delete,
    directory,
    file,
    over,
    put,
    tree_of,
)

GROUP = GroupNote(id="5" * 32, message="the night's frames")
TREE = tree_of(("f", 1, file("1")), ("f", 3, file("2")), ("g", 2, file("5")))


def decided_together(tree: MemoryTree, *changes: Change) -> tuple[Decision, ...]:
    """Return the decision on a group of these changes."""
    return decide(batch_of(*changes).model_copy(update={"group": GROUP}), tree, revision=REVISION)


def outcomes(decisions: tuple[Decision, ...]) -> list[Outcome]:
    """Return what was decided, in the batch's order."""
    return [decision.outcome for decision in decisions]


def test_a_group_on_the_head_is_accepted():
    """Puts and deletes alike."""
    decisions = decided_together(
        TREE, put("f", file("9"), base=3), put("new", file("8")), delete("g", base=2)
    )
    assert outcomes(decisions) == [Outcome.ACCEPTED] * 3


def test_one_conflict_turns_the_whole_group_down_and_keeps_each_content():
    """What was put is kept beside, what was deleted stays, and a directory has nothing to keep."""
    decisions = decided_together(
        TREE,
        put("f", file("9"), base=1),
        put("new", directory()),
        put("new/n", file("8")),
        delete("g", base=2),
    )
    assert outcomes(decisions) == [Outcome.CONFLICT, Outcome.REFUSED, Outcome.CONFLICT, Outcome.REFUSED]
    assert [decision.path for decision in decisions] == [
        "f.conflict-20260304T050607Z-a-99999999",
        None,
        "new/n.conflict-20260304T050607Z-a-88888888",
        None,
    ]


def test_a_refused_delete_turns_the_puts_down():
    """Another site changed what was to be deleted."""
    decisions = decided_together(TREE, delete("f", base=1), put("new", file("8")))
    assert outcomes(decisions) == [Outcome.REFUSED, Outcome.CONFLICT]


def test_nothing_is_kept_of_a_group_whose_author_demanded_what_must_stand():
    """Its author is told, and nothing of it is left in the collection."""
    changes = (put("f", file("9"), condition=over("1")), put("new", file("8")), delete("g", base=2))
    assert outcomes(decided_together(TREE, *changes)) == [Outcome.REFUSED] * 3


def test_what_a_look_told_of_a_move_before_the_move_does_not_turn_it_down():
    """A site's own deletion of a source, or its own put of a target, is the move's: its files must not go."""
    tree = tree_of(("x/f", 1, file("1")), ("x/g", 2, file("2")), ("x/h", 3, file("3")))
    ours = {"x/f": DELETED, "y/g": file("2")}
    tree.put_entries(Entry(path=path, revision=5, author="a", state=state) for path, state in ours.items())
    changes = (
        *(
            delete(f"x/{name}", base=1, condition=over(digit))
            for name, digit in zip("fgh", "123", strict=True)
        ),
        *(
            put(f"y/{name}", file(digit), condition=OVER_NOTHING)
            for name, digit in zip("fgh", "123", strict=True)
        ),
    )
    done, already = Outcome.ACCEPTED, Outcome.ALREADY
    assert outcomes(decided_together(tree, *changes)) == [already, done, done, done, already, done]


def test_an_old_copy_that_is_not_the_head_turns_the_group_down():
    """It is known already, but it is not what stands there."""
    tree = tree_of(("f", 1, file("1")), ("f", 3, file("2")), ("f", 5, file("3")))
    decisions = decided_together(tree, put("f", file("2"), base=1), put("new", file("8")))
    assert outcomes(decisions) == [Outcome.ALREADY, Outcome.CONFLICT]


def test_what_is_there_already_does_not_turn_a_group_down():
    """Two sites wrote the same."""
    decisions = decided_together(TREE, put("f", file("2"), base=1), delete("none"), put("new", file("8")))
    assert outcomes(decisions) == [Outcome.ALREADY, Outcome.ALREADY, Outcome.ACCEPTED]


def test_without_a_group_each_change_stands_for_itself():
    """As ever."""
    decisions = decide(batch_of(put("f", file("9"), base=1), put("new", file("8"))), TREE, revision=REVISION)
    assert outcomes(decisions) == [Outcome.CONFLICT, Outcome.ACCEPTED]
