"""The index: what it keeps, in which order it tells what is due, and what a look reads of it."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.manager.look.index_reader import known_rows
from services.manager.state.database.index import Index
from services.manager.state.rules.reconcile import Action
from shared.catalog.fold.fold import Folded
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch
from shared.model.entry import DELETED, Entry, Fingerprint, Kind, State
from shared.model.numbers import FILE_BYTES_MAX, INT64_MAX
from tests.unit.services.manager.site import base, directory, file, fingerprint


def new_index(path: Path | str = ":memory:") -> Index:
    """Return an index beside an empty projection."""
    db = open_database(path)
    Projection(db)
    return Index(db)


def folded(entries: list[Entry], revision: int = 1) -> Folded:
    """Return a commit that puts these entries into the tree."""
    batch = Batch(
        collection="kernels",
        site="b",
        incarnation="0" * 16,
        sequence=revision,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        changes=(),
    )
    at = LogPosition(log_id="0" * 32, revision=revision, hash="0" * 64)
    return Folded(position=at, batch=batch, decisions=(), entries=tuple(entries))


def test_a_row_comes_back_as_it_was_written():
    """Local state, fingerprint and base, all of it."""
    index = new_index()
    index.note_placed("f", file("1", mtime_ns=5, mode=0o600), fingerprint(9), base(4, file("1")))
    row = index.row("f")
    assert row is not None
    assert (row.local, row.base) == (file("1", mtime_ns=5, mode=0o600), base(4, file("1")))
    assert row.fingerprint == fingerprint(9)


def test_a_base_moves_without_the_local_state():
    """And may be forgotten, or known of a path where nothing was ever seen."""
    index = new_index()
    index.note_local("f", file("1"), fingerprint(1))
    index.set_base("f", base(3, file("0"), elsewhere=True))
    index.set_base("g", base(3, file("0")))
    index.set_base("never", None)
    row, other = index.row("f"), index.row("g")
    assert row is not None
    assert other is not None
    assert (row.local, row.base, row.fingerprint) == (
        file("1"),
        base(3, file("0"), elsewhere=True),
        fingerprint(1),
    )
    assert (other.local, other.stamp) == (DELETED, 0)
    assert index.row("never") is None


def test_the_stamp_counts_looks_and_reports_alone():
    """A decision or a fold does not make a look stale."""
    index = new_index()
    index.note_local("f", file("1"), None)
    seen = index.stamp
    index.set_base("f", base(3, file("1")))
    assert index.stamp == seen
    assert not index.changed_after("f", seen)
    index.note_local("f", file("2"), None)
    assert index.changed_after("f", seen)


def test_what_is_due_comes_in_the_order_of_the_paths_or_deepest_first():
    """Directories before what is in them, or after it; bounded."""
    index = new_index()
    for path in ("d/x", "d", "a", "d-e"):
        index.note_local(path, file("1") if path != "d" else directory(), None)
    assert [due.path for due in index.due(Action.SEND)] == ["a", "d", "d-e", "d/x"]
    assert [due.path for due in index.due(Action.SEND, deepest_first=True, limit=2)] == ["d/x", "d-e"]
    assert [due.path for due in index.due_below("d", Action.SEND, limit=9)] == ["d/x"]


def test_files_are_counted_and_directories_known():
    """The brake compares with the number of files; a scan asks what was a directory."""
    index = new_index()
    index.note_local("d", directory(), None)
    index.note_local("d/f", file("1"), None)
    index.note_local("gone", DELETED, None)
    assert index.count_files() == 1
    assert index.is_directory("d")
    assert not index.is_directory("d/f")


def test_children_of_a_root_are_read_without_all_that_is_below_them(tmp_path: Path):
    """What lies between a directory and its sibling is leapt over; names sort before and after the slash."""
    index = new_index(tmp_path / "index")
    names = ("a", "a-b", "a.c", "a0", "b")
    index.note_all([(name, directory(), None) for name in names])
    index.note_all([(f"{name}/{number:03}", file("1"), None) for name in names for number in range(200)])
    index.note_all([(f"gone/{number:03}", DELETED, None) for number in range(200)])
    with known_rows(str(tmp_path / "index")) as known:
        steps: list[int] = []
        known._db.set_progress_handler(lambda: steps.append(1), 100)
        assert [item.path for item in known.children("")] == list(names)
        assert len(steps) < 10
        assert len(list(known.children("a-b"))) == 200


def test_counting_files_reads_no_rows_however_the_index_changes():
    """Files come, turn into directories, go, and come back; a count asks no row of the index."""
    connection = open_database(":memory:")
    Projection(connection)
    index = Index(connection)
    index.note_all([("a", file("1"), None), ("b", file("2"), None), ("c", directory(), None)])
    index.note_placed("p", file("3"), None, base(1, file("3")))
    index.set_base("only-a-base", base(1, file("4")))
    index.note_all([("a", file("5"), None), ("b", directory(), None), ("c", file("6"), None)])
    queries: list[str] = []
    connection.set_trace_callback(queries.append)
    assert index.count_files() == 3
    assert not any("entries" in query for query in queries)
    index.note_local("p", DELETED, None)
    assert index.count_files() == 2
    index.forget()
    assert index.count_files() == 0


def test_an_index_of_an_earlier_version_is_counted_when_it_is_opened(tmp_path: Path):
    """It has no count yet; a count that is there is taken as it is."""
    index = new_index(tmp_path / "index")
    index.note_all([("a", file("1"), None), ("d", directory(), None)])
    with closing(open_database(tmp_path / "index")) as connection:
        connection.execute("DROP TABLE file_count")
    assert new_index(tmp_path / "index").count_files() == 1


def test_a_look_reads_what_stands_there_and_no_tombstones(tmp_path: Path):
    """Children of one directory, or all below it; the root is the empty string."""
    index = new_index(tmp_path / "index")
    for path, state in {"d": directory(), "d/f": file("1"), "d/e/g": file("2"), "dx": file("3")}.items():
        index.note_local(path, state, None)
    index.note_local("d/gone", DELETED, None)
    with known_rows(str(tmp_path / "index")) as known:
        assert [item.path for item in known.children("")] == ["d", "dx"]
        assert [item.path for item in known.children("d")] == ["d/f"]
        assert [item.path for item in known.children("d/e")] == ["d/e/g"]
        assert [item.path for item in known.below("d")] == ["d/e/g", "d/f"]
        assert known.is_directory("d")
        index.note_local("new", file("4"), None)
        assert [item.path for item in known.children("")] == ["d", "dx"]


@pytest.mark.parametrize("inode", [2**63 - 1, 2**63, 2**64 - 1])
def test_an_inode_of_64_bits_comes_back(inode: int):
    """Mergerfs, NFS and cluster file systems use all 64 bits; a database keeps a sign."""
    index = new_index()
    seen = Fingerprint(size=1, mtime_ns=2**63 - 1, ctime_ns=-(2**63), inode=inode)
    index.note_local("f", file("1"), seen)
    row = index.row("f")
    assert row is not None
    assert row.fingerprint == seen


def test_sizes_whose_sum_is_beyond_64_bits_are_counted_as_far_as_they_can_be():
    """A peer says how large its files are: no sum of them ends a manager."""
    db = open_database(":memory:")
    projection, index = Projection(db), Index(db)
    large = State(kind=Kind.FILE, content="1" * 64, size=FILE_BYTES_MAX)
    heads = [Entry(path=f"f{number}", revision=1, author="a", state=large) for number in range(3000)]
    projection.apply(folded(heads))
    assert index.tally().wanted_bytes == pytest.approx(INT64_MAX, rel=1e-6)
    projection.apply(folded([Entry(path=e.path, revision=2, author="a", state=DELETED) for e in heads], 2))
    assert index.tally().wanted_bytes >= 0
