"""What people read of a log: its commits, the tree as it stood, and what differs between revisions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalog.fold.callers import callers_of
from shared.catalog.fold.difference import Difference, difference
from shared.catalog.fold.fold import Folded
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.fold.position import START
from shared.catalog.fold.summary import CommitSummary, summary_of
from shared.catalog.store.checkpoint_tables import parts_of
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.catalog.store.rows import beginning_with
from shared.contracts.messages.batch import Decision, GroupNote, Outcome
from shared.model.entry import DELETED, Entry, State
from tests.unit.shared.catalog.logging_commits import (
    MADE_AT,
    Log,
    batch_of,
    directory,
    file,
    fold_one,
    put,
)

NAMES = ["a", "a/x", "a/x/y", "a-b", "a0", "b", "\U0010ffff", "a\ud7ff", "a\ue000"]
STATES = st.sampled_from([file("1"), file("2"), directory(), DELETED])
COMMITS = st.lists(st.dictionaries(st.sampled_from(NAMES), STATES, max_size=4), min_size=1, max_size=6)
PREFIXES = st.sampled_from(["", "a", "a/", "a/x", "b", "c", "\U0010ffff", "a\ud7ff"])


def follow(projection: Projection, log: Log) -> Projection:
    """Fold a whole log."""
    for sequence, message in log.messages:
        folded = fold_one(projection, message, sequence=sequence)
        assert isinstance(folded, Folded)
        projection.apply(folded)
    return projection


def entry(state: State) -> Entry:
    """Return an entry with this state."""
    return Entry(path="f", revision=1, author="a", state=state)


@pytest.fixture
def projection() -> Iterator[Projection]:
    """An empty projection."""
    yield Projection(open_database(":memory:"))


def test_a_summary_counts_each_outcome():
    """Puts, deletes and what was not accepted are told apart."""
    changes = [put("a", file("1")), put("b"), put("c", file("2")), put("d", file("3")), put("e")]
    outcomes = [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.CONFLICT, Outcome.ALREADY, Outcome.REFUSED]
    decisions = [Decision(outcome=outcome) for outcome in outcomes]
    assert summary_of(batch_of(changes), decisions, revision=7) == CommitSummary(
        revision=7, site="a", made_at=MADE_AT, put=1, deleted=1, conflicts=1, already=1, refused=1
    )


@pytest.mark.parametrize(
    ("paths", "message", "told"),
    [
        (["a"], "", "another site was first at 'a'"),
        (["a", "b", "c"], "", "another site was first at 'a' and 2 more"),
        (["a", "b"], "the night's frames", "the night's frames"),
    ],
)
def test_a_commit_that_refuses_all_says_of_what(paths: list[str], message: str, told: str):
    """It would look like nothing to whoever reads the log."""
    changes, said = [put(path) for path in paths], GroupNote(id="5" * 32, message=message)
    batch = batch_of(changes).model_copy(update={"group": said})
    refused = Decision(outcome=Outcome.REFUSED)
    assert summary_of(batch, [refused] * len(paths), revision=7).message == told
    mixed = [*[refused] * (len(paths) - 1), Decision(outcome=Outcome.ACCEPTED)]
    assert summary_of(batch, mixed, revision=7).message == message


def test_what_was_said_of_a_group_is_read_with_its_commit(projection: Projection):
    """And by nobody else's; a commit without a word has none."""
    commits, said = projection.commits, GroupNote(id="5" * 32, message="the night's frames")
    plain = summary_of(batch_of([]), [], revision=1)
    grouped = summary_of(batch_of([]).model_copy(update={"group": said}), [], revision=2)
    for summary in (plain, grouped):
        commits.note(summary, before=START)
    assert [one.message for one in commits.page()] == ["the night's frames", ""]
    parts = list(parts_of(projection._db))
    loaded = Projection(open_database(":memory:"))
    with loaded.loading(START) as tables:
        for part in parts:
            tables.add(part)
    assert loaded.commits.page() == commits.page()


ADA, PIPE = "ada (aaaaaaaaaaaa)", "pipe (bbbbbbbbbbbb)"


@pytest.mark.parametrize(
    ("names", "told", "rows"),
    [
        ((None, None), (), 0),
        ((ADA, ADA), (ADA,), 1),
        ((PIPE, ADA), (ADA, PIPE), 2),
        ((None, ADA), (ADA,), 1),
    ],
)
def test_who_made_a_commit_is_read_with_it(
    projection: Projection, names: tuple[str | None, ...], told: tuple[str, ...], rows: int
):
    """Of each path by itself; a conflict copy is of who lost. One row does where one caller made all."""
    changes = [put(path).model_copy(update={"by": by}) for path, by in zip("ab", names, strict=True)]
    decisions = [Decision(outcome=Outcome.ACCEPTED), Decision(outcome=Outcome.CONFLICT, path="b.conflict")]
    batch = batch_of(changes)
    summary = summary_of(batch, decisions, revision=3)
    projection.commits.note(summary, before=START, callers=callers_of(batch, decisions))
    loaded = Projection(open_database(":memory:"))
    with loaded.loading(START) as tables:
        for part in parts_of(projection._db):
            tables.add(part)
    for one in (projection, loaded):
        assert [found.by for found in one.commits.page()] == [summary.by] == [told]
        assert [one.commits.made_by(3, path) for path in ("a", "b.conflict")] == [
            name or "" for name in names
        ]
        assert one._db.execute("SELECT count(*) FROM commit_callers").fetchone()[0] == rows
    projection.commits.forget()
    assert projection.commits.made_by(3, "a") == ""


@pytest.mark.parametrize(
    "made_at", [datetime(2026, 3, 4), datetime(2026, 3, 4, 2, tzinfo=timezone(timedelta(hours=2)))]
)
def test_times_are_in_utc(made_at: datetime):
    """Whatever offset a peer wrote, or left out."""
    batch = batch_of([]).model_copy(update={"made_at": made_at})
    assert summary_of(batch, [], revision=1).made_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_commits_are_read_in_pages_newest_first(projection: Projection):
    """Each commit once, empty ones too, from any revision down."""
    log = Log()
    log.write(put("f", file("1")))
    log.write()
    log.write(put("f"), site="b")
    commits = follow(projection, log).commits
    assert [(one.revision, one.site, one.put, one.deleted) for one in commits.page()] == [
        (6, "b", 0, 1),
        (4, "a", 0, 0),
        (2, "a", 1, 0),
    ]
    assert [one.revision for one in commits.page(limit=1)] == [6]
    assert [one.revision for one in commits.page(before=6, limit=1)] == [4]
    assert commits.made_at(4) == MADE_AT
    assert commits.made_at(5) is None
    assert commits.missing(projection.position) is None


def test_forgetting_the_fold_forgets_its_commits(projection: Projection):
    """Another log has other commits."""
    log = Log()
    log.write(put("f", file("1")))
    follow(projection, log).forget()
    assert projection.commits.page() == []
    assert projection.commits.missing(projection.position) is None


def test_a_database_without_the_table_knows_what_it_lacks(tmp_path: Path):
    """The tree stays as it was folded; commits from then on are noted, the older ones are missing."""
    log = Log()
    log.write(put("f", file("1")))
    old = follow(Projection(open_database(tmp_path / "tree")), log)
    position = old.position
    database = open_database(tmp_path / "tree")
    database.execute("DROP TABLE commits")
    upgraded = Projection(database)
    assert upgraded.position == position
    assert upgraded.commits.missing(upgraded.position) == position
    log.write(put("g", file("2")))
    folded = fold_one(upgraded, log.messages[1][1], sequence=4)
    assert isinstance(folded, Folded)
    upgraded.apply(folded)
    assert [one.revision for one in upgraded.commits.page()] == [4]
    assert upgraded.commits.missing(upgraded.position) == position


@settings(max_examples=60, deadline=None, database=None)
@given(commits=COMMITS, prefix=PREFIXES, data=st.data())
def test_the_tree_as_it_stood_is_that_of_the_log_cut_there(commits, prefix, data):
    """At any revision, the live paths are those that folding no further gives, page by page."""
    log = Log()
    trees: dict[int, dict[str, Entry]] = {0: {}, 1: {}}
    for commit in commits:
        log.write(*(put(path, state) for path, state in commit.items()))
        revision = log.tree.position.revision
        trees[revision] = trees[revision + 1] = live_of(log.tree)
    projection = follow(Projection(open_database(":memory:")), log)
    revision = data.draw(st.sampled_from(sorted(trees)))
    expected = [entry for path, entry in sorted(trees[revision].items()) if path.startswith(prefix)]
    assert projection.live_at(revision, prefix=prefix) == expected
    after = data.draw(st.sampled_from(["", *NAMES]))
    rest = [one for one in expected if one.path > after]
    assert projection.live_at(revision, prefix=prefix, after=after, limit=2) == rest[:2]


@settings(max_examples=60, deadline=None, database=None)
@given(commits=COMMITS, data=st.data())
def test_paths_that_differ_are_among_those_touched(commits, data):
    """Between two revisions, every path that is not the same was touched by a commit above the first."""
    log = Log()
    trees: dict[int, dict[str, Entry]] = {0: {}}
    for commit in commits:
        log.write(*(put(path, state) for path, state in commit.items()))
        trees[log.tree.position.revision] = live_of(log.tree)
    projection = follow(Projection(open_database(":memory:")), log)
    first, last = sorted(data.draw(st.sampled_from(sorted(trees))) for _ in "12")
    touched = projection.touched(above=first, up_to=last)
    found = {
        path: kind
        for path in touched
        if (kind := difference(projection.entry_at(path, first), projection.entry_at(path, last)))
    }
    before, after = trees[first], trees[last]
    expected = {path: difference(before.get(path), after.get(path)) for path in {*before, *after}}
    assert found == {path: kind for path, kind in expected.items() if kind is not None}
    assert touched == sorted(touched)
    assert projection.touched(above=first, up_to=last, limit=1) == touched[:1]


def live_of(tree: MemoryTree) -> dict[str, Entry]:
    """Return the live entries as they are now."""
    return dict(tree.live())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, None),
        (None, entry(DELETED), None),
        (entry(DELETED), entry(file("1")), Difference.ADDED),
        (entry(file("1")), None, Difference.DELETED),
        (entry(file("1")), entry(DELETED), Difference.DELETED),
        (entry(file("1")), entry(file("1")), None),
        (entry(file("1")), entry(file("2")), Difference.CHANGED),
        (entry(file("1")), entry(file("1", mode=0o600)), Difference.CHANGED),
        (entry(file("1")), entry(directory()), Difference.CHANGED),
    ],
)
def test_a_difference_is_told_by_both_ends_alone(before, after, expected):
    """What came and went in between does not count."""
    assert difference(before, after) is expected


def test_bounds_of_a_prefix_never_leave_text():
    """No surrogate, which no path holds, and no end where nothing can come after."""
    assert beginning_with("a\ud7ff") == ("a\ud7ff", "a\ue000")
    assert beginning_with("\U0010ffff") == ("\U0010ffff", b"")
    assert beginning_with("") == ("", b"")
