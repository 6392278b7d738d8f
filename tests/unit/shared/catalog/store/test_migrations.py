"""Local databases of earlier versions are brought to the present one; newer ones are refused."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.manager.state.database.index import Index
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.store.database import open_database
from shared.catalog.store.migrations import NewerDatabaseError, Schema, Step, open_migrated, pending
from shared.catalog.store.projection import Projection
from shared.catalog.store.schemas import LOG_SCHEMA, SITE_SCHEMA
from shared.identity.keys import SigningKey

KEPT = Path(__file__).parents[4] / "fixtures" / "databases"
"""Dumps of databases that earlier versions wrote, by version."""


def run(sql: str):
    """Return a step that executes one statement."""
    return Step(sql, lambda connection: connection.execute(sql))


def schema(*steps: Step) -> Schema:
    """Return a schema of these steps."""
    return Schema(name="test", steps=steps, remedy="remove it")


def version(path: Path) -> int:
    """Return what a database says of itself."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of version 0 with one row."""
    found = tmp_path / "local.db"
    with closing(sqlite3.connect(found)) as connection:
        connection.execute("CREATE TABLE things (name TEXT)")
        connection.execute("INSERT INTO things VALUES ('one')")
        connection.commit()
    return found


ADD = run("ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7")
RENAME = run("ALTER TABLE things RENAME TO items")
FAIL = run("SELECT nonsense FROM nowhere")


def test_steps_are_taken_in_order_and_once(path: Path) -> None:
    """Each step finds what the one before it left; the next start takes none."""
    for _ in range(2):
        with closing(open_migrated(path, schema(ADD, RENAME))) as connection:
            assert [tuple(row) for row in connection.execute("SELECT name, size FROM items")] == [("one", 7)]
    assert version(path) == 2


def test_a_database_in_between_takes_the_rest_alone(path: Path) -> None:
    """What was brought half of the way by an earlier version goes the other half."""
    open_migrated(path, schema(ADD)).close()
    open_migrated(path, schema(ADD, RENAME)).close()
    assert version(path) == 2


def test_what_was_is_copied_before(path: Path) -> None:
    """Beside the database stands its last state of each earlier version, and can be put back."""
    open_migrated(path, schema(ADD, RENAME)).close()
    copy = path.with_name("local.db.v0")
    assert version(copy) == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT * FROM things").fetchall() == [("one",)]


def test_a_step_that_fails_leaves_what_was_before_it(path: Path) -> None:
    """Steps before it stay, so that a mended version goes on from there."""
    with pytest.raises(sqlite3.OperationalError):
        open_migrated(path, schema(ADD, FAIL))
    assert version(path) == 1
    open_migrated(path, schema(ADD, RENAME)).close()
    assert version(path) == 2


def test_a_new_database_takes_no_step(tmp_path: Path) -> None:
    """It is made as it is at present; nothing is copied."""
    path = tmp_path / "new.db"
    open_migrated(path, schema(FAIL)).close()
    assert version(path) == 1
    assert [one.name for one in tmp_path.iterdir() if ".v" in one.name] == []


def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    """The line says which versions, and what to do."""
    open_migrated(path, schema(ADD, RENAME)).close()
    with pytest.raises(NewerDatabaseError, match="SpiceRack knows 1: run the newer one, or remove it"):
        open_migrated(path, schema(ADD))
    assert version(path) == 2


@pytest.mark.parametrize("kept", sorted(KEPT.iterdir()), ids=lambda kept: kept.name)
def test_an_index_of_an_earlier_version_goes_on(tmp_path: Path, kept: Path) -> None:
    """A manager opens it, knows what it knew, and has nothing to send or to fetch."""
    path = written(kept / "site.sql", tmp_path / "site.db")
    with closing(open_migrated(path, SITE_SCHEMA)) as connection:
        who = SiteIdentity(collection="spice", site="a")
        state = SiteState(connection, identity=who, key=SigningKey(bytes(32)))
        assert state.projection.position.revision == 3
        assert [entry.path for entry in state.projection.live()] == ["lsk", "spk", "spk/one.bsp"]
        assert state.index.count_files() == 1
        tally = state.index.tally()
        assert (tally.behind, tally.to_send, tally.to_adopt) == (0, 0, 0)
        assert state.make_batch(made_at=datetime(2026, 11, 21, tzinfo=UTC)) is None
        assert not _index_exists(connection, "tree_by_content")


@pytest.mark.parametrize("kept", sorted(KEPT.iterdir()), ids=lambda kept: kept.name)
def test_a_folded_log_of_an_earlier_version_goes_on(tmp_path: Path, kept: Path) -> None:
    """An orchestrator opens it and stands where it stood."""
    path = written(kept / "log.sql", tmp_path / "spice.db")
    with closing(open_migrated(path, LOG_SCHEMA)) as connection:
        projection = Projection(connection)
        assert projection.position.revision == 3
        assert [commit.revision for commit in projection.commits.page()] == [3, 2, 1]
        assert pending(connection, path, LOG_SCHEMA) == ()


def written(dump: Path, path: Path) -> Path:
    """Write a dumped database."""
    with closing(open_database(path)) as connection:
        connection.executescript(dump.read_text())
    return path


def _index_exists(connection: sqlite3.Connection, name: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone())


def test_a_tree_of_an_earlier_version_learns_the_wave_of_each_path(tmp_path: Path) -> None:
    """Meta-kernels that were folded before there were waves are placed after the files all the same."""
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "CREATE TABLE tree (path TEXT PRIMARY KEY, revision INTEGER, author TEXT, kind TEXT,"
            " content TEXT, size INTEGER, mtime_ns INTEGER, mode INTEGER) WITHOUT ROWID"
        )
        old.executemany(
            "INSERT INTO tree VALUES (?, 1, 'a', 'file', NULL, 0, 0, 0)", [("a.bsp",), ("mk/M.TM",)]
        )
        old.commit()
    with closing(open_migrated(path, LOG_SCHEMA)) as connection:
        found = [tuple(row) for row in connection.execute("SELECT path, wave FROM tree ORDER BY path")]
    assert found == [("a.bsp", 0), ("mk/M.TM", 1)]


def test_what_was_due_before_there_were_turns_is_judged_anew(tmp_path: Path) -> None:
    """What is not placed yet at the upgrade is placed after it."""
    path = written(KEPT / "v0" / "site.sql", tmp_path / "site.db")
    before = replace(SITE_SCHEMA, steps=SITE_SCHEMA.steps[:3])
    with closing(open_migrated(path, before)) as connection:
        connection.execute("UPDATE tree SET content = 'f', revision = 4 WHERE path = 'spk/one.bsp'")
        connection.execute(
            "CREATE TABLE due (at TEXT PRIMARY KEY, action TEXT, kind TEXT, behind INTEGER, bytes INTEGER,"
            " makes_way INTEGER) WITHOUT ROWID"
        )
        connection.execute("CREATE TABLE due_sums (kind TEXT PRIMARY KEY, paths INTEGER) WITHOUT ROWID")
        connection.execute("INSERT OR REPLACE INTO facts VALUES ('stirred', 'yes')")
    with closing(open_migrated(path, SITE_SCHEMA)) as connection:
        index = Index(connection)
        assert [due.path for due in index.in_turn(limit=9)] == ["spk/one.bsp"]
        assert index.tally().behind == 1
