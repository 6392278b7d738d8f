"""Wants: what is said to be placed, and what is asked for next."""

from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.want import PATH_BYTES_MAX
from shared.model.entry import DELETED, Kind
from shared.model.paths import parent
from tests.unit.services.manager.site import (
    directory,
    file,
)
from tests.unit.services.manager.state.helpers import new_site, put

LONG = ("/" + "x" * 250) * 15
"""The rest of a path of nearly 4 KiB, the longest that systems have."""


def batch_ref(revision: int) -> object:
    """Return the reference to a base."""
    return {"revision": revision}


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
