"""The projection answers as the tree in memory does, and resumes where it stood."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalog.fold.fold import Folded
from shared.catalog.fold.position import START
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.model.entry import DELETED, State
from tests.unit.shared.catalog.logging_commits import Log, directory, file, fold_one, put

NAMES = ["a", "a/x", "a/x/y", "a-b", "a0", "b"]
STATES = st.sampled_from([file("1"), file("2"), directory(), DELETED])
COMMITS = st.lists(st.dictionaries(st.sampled_from(NAMES), STATES, max_size=4), max_size=8)


def written(commits: list[dict[str, State]]) -> Log:
    """Return a log with these commits."""
    log = Log()
    for commit in commits:
        log.write(*(put(path, state) for path, state in commit.items()))
    return log


def follow(projection: Projection, log: Log) -> Projection:
    """Fold what the projection has not seen yet."""
    for sequence, message in log.messages:
        if sequence > projection.position.revision:
            folded = fold_one(projection, message, sequence=sequence)
            assert isinstance(folded, Folded)
            projection.apply(folded)
    return projection


@pytest.fixture
def projection() -> Iterator[Projection]:
    """An empty projection."""
    yield Projection(open_database(":memory:"))


@settings(max_examples=60, deadline=None, database=None)
@given(commits=COMMITS)
def test_it_answers_as_the_tree_in_memory(commits: list[dict[str, State]]):
    """Two implementations of one port, one truth."""
    log = written(commits)
    projection, tree = follow(Projection(open_database(":memory:")), log), log.tree
    assert projection.position == tree.position
    assert {entry.path: entry for entry in projection.live()} == tree.live()
    assert projection.decided("a", "1" * 16) == tree.decided("a", "1" * 16)
    for path in NAMES:
        assert projection.head(path) == tree.head(path)
        assert sorted(projection.live_below(path)) == sorted(tree.live_below(path))
        assert tuple(reversed(projection.history(path))) == tree.history(path)
        for after in range(0, 2 * len(commits) + 2):
            for content in ("1" * 64, "2" * 64, None):
                known = tree.revision_of(path, content, after=after)
                assert projection.revision_of(path, content, after=after) == known


def test_a_restart_resumes_where_it_stood(tmp_path: Path):
    """All that was folded is there again; only what came since is folded."""
    log = written([{"f": file("1")}, {"f": file("2")}])
    follow(Projection(open_database(tmp_path / "tree")), log)
    log.write(put("g", file("1")))
    resumed = Projection(open_database(tmp_path / "tree"))
    assert resumed.position.revision == 4
    assert follow(resumed, log).position == log.tree.position
    assert {entry.path: entry for entry in resumed.live()} == log.tree.live()


def test_a_commit_enters_as_a_whole_or_not_at_all(projection: Projection):
    """A crash in the middle of a commit leaves the tree before it."""
    log = written([{"f": file("1")}])
    folded = fold_one(projection, log.messages[0][1], sequence=2)
    assert isinstance(folded, Folded)
    broken = Folded(folded.position, folded.batch.model_copy(update={"site": None}), (), folded.entries)
    with pytest.raises(Exception, match="NOT NULL"):
        projection.apply(broken)
    assert projection.position == START
    assert projection.head("f") is None


def test_entries_of_the_past_are_found(projection: Projection):
    """History, by path and by content, and the state at a revision."""
    follow(projection, written([{"f": file("1")}, {"f": file("2"), "g": file("1")}, {"f": DELETED}]))
    assert [entry.revision for entry in projection.history("f", limit=2)] == [6, 4]
    assert [(e.path, e.revision) for e in projection.with_content("1" * 64)] == [("g", 4), ("f", 2)]
    assert [e.path for e in projection.with_content("1" * 64, limit=1)] == ["g"]
    at_five, at_one = projection.entry_at("f", 5), projection.entry_at("f", 1)
    assert at_five is not None
    assert at_five.state == file("2")
    assert at_one is None


def test_what_revisions_made_of_many_paths_is_found_together(projection: Projection):
    """A report names paths with their revisions: what stood there before, or nowhere, is not among them."""
    follow(projection, written([{"f": file("1"), "b'\u00e9": file("2")}, {"f": file("2")}]))
    asked = [("f", 2), ("b'\u00e9", 2), ("b'\u00e9", 4), ("nowhere", 2)]
    found = {(one.path, one.revision, one.state) for one in projection.made_at(asked)}
    assert found == {("f", 2, file("1")), ("b'\u00e9", 2, file("2"))}


def test_live_entries_are_read_in_pages(projection: Projection):
    """In the order of the paths, from any path on, below a prefix."""
    follow(projection, written([{"a/x": file("1"), "a/y": file("2"), "b": file("1"), "c": DELETED}]))
    assert [entry.path for entry in projection.live()] == ["a", "a/x", "a/y", "b"]
    assert [entry.path for entry in projection.live(prefix="a/", after="a/x")] == ["a/y"]
    assert [entry.path for entry in projection.live(limit=2)] == ["a", "a/x"]
    assert (projection.totals().files, projection.totals().bytes) == (3, 27)


def test_forgetting_begins_before_the_birth_of_the_log(projection: Projection):
    """Another log can be folded from its start; what was skipped stays counted."""
    follow(projection, written([{"f": file("1")}]))
    projection.count_skip()
    projection.forget()
    assert (projection.position, projection.live(), projection.skipped) == (START, [], 1)
    assert projection.decided("a", "1" * 16) == 0
    assert follow(projection, written([{"g": file("2")}])).head("g") is not None
