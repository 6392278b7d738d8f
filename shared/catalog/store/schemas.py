"""The kinds of local databases, and how each came to be as it is. A step that was released never changes."""

import sqlite3

from shared.catalog.store.migrations import Schema, Step
from shared.spice.waves import wave_of


def _drop_tree_by_content(connection: sqlite3.Connection) -> None:
    # No query used it, and every commit paid for it.
    connection.execute("DROP INDEX IF EXISTS tree_by_content")


DROP_TREE_BY_CONTENT = Step("an index that no query used is dropped", _drop_tree_by_content)


def _due_is_a_table(connection: sqlite3.Connection) -> None:
    # The manager makes and fills it, and makes its triggers anew; they were not fit for upserts. Older
    # versions would not find in `stirred` what was judged since.
    for trigger in ("entry_made", "entry_changed", "entry_gone", "head_made", "head_changed", "head_gone"):
        connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")


DUE_IS_A_TABLE = Step("what is due is kept in a table of its own", _due_is_a_table)


def _tree_has_waves(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE tree ADD COLUMN wave INTEGER NOT NULL DEFAULT 0")
    connection.create_function("wave_of", 1, lambda path: int(wave_of(path)), deterministic=True)
    connection.execute("UPDATE tree SET wave = wave_of(path) WHERE wave_of(path) != 0")


TREE_HAS_WAVES = Step("the wave of a path is kept with its head", _tree_has_waves)


def _due_has_turns(connection: sqlite3.Connection) -> None:
    # The manager makes the table anew, and judges each path once: it notes all where this is not said.
    for table in ("due", "due_sums"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
        connection.execute("DELETE FROM facts WHERE name = 'stirred'")


DUE_HAS_TURNS = Step("what is due is kept with its turn", _due_has_turns)

LOG_SCHEMA = Schema(
    name="folded log",
    steps=(DROP_TREE_BY_CONTENT, TREE_HAS_WAVES),
    remedy="remove it while its service does not run: it is folded again from the log",
)
"""An orchestrator's, one for each collection, and of each service that follows a log."""

SITE_SCHEMA = Schema(
    name="index of a site",
    steps=(DROP_TREE_BY_CONTENT, DUE_IS_A_TABLE, TREE_HAS_WAVES, DUE_HAS_TURNS),
    remedy="put back the copy that the newer one made beside it (its name ends with .v and a number)",
)
"""A manager's: the index and the folded log."""
