"""The rule of `reconcile` once more, in SQL, so that what is due is found without reading every row.

It only chooses and counts rows: each row that is acted on goes through `reconcile` itself. A property
test holds the two to each other (tests/property/test_due_view.py).

Triggers note each path that changes in the table `stirred`. `update_due` takes paths from there and keeps
their due work in the table `due`, so that a question costs what it returns, however much else is due.
"""

import sqlite3

from shared.catalog.store.database import transaction_made_again
from shared.spice.waves import Wave

SAME_AS_BASE = """(
    entries.local_kind IS coalesce(entries.base_kind, 'deleted')
    AND entries.local_content IS entries.base_content
    AND (entries.local_kind = 'deleted' OR entries.local_mode IS entries.base_mode)
    AND (entries.local_kind != 'file' OR entries.local_mtime_ns IS entries.base_mtime_ns)
)"""

SAME_BYTES_AS_HEAD = """(
    entries.local_kind IS coalesce(tree.kind, 'deleted') AND entries.local_content IS tree.content
)"""

SAME_AS_HEAD = f"""(
    {SAME_BYTES_AS_HEAD}
    AND (entries.local_kind = 'deleted' OR entries.local_mode IS tree.mode)
    AND (entries.local_kind != 'file' OR entries.local_mtime_ns IS tree.mtime_ns)
)"""

ACTION = f"""
    CASE
        WHEN {SAME_AS_BASE} AND entries.base_elsewhere THEN
            CASE
                WHEN NOT {SAME_AS_HEAD} THEN 'place'
                WHEN tree.path IS NOT NULL THEN 'adopt'
                ELSE 'settled'
            END
        WHEN {SAME_AS_BASE} THEN
            CASE
                WHEN tree.path IS NULL OR coalesce(entries.base_revision, 0) >= tree.revision THEN 'settled'
                WHEN {SAME_AS_HEAD} THEN 'adopt'
                ELSE 'place'
            END
        WHEN tree.path IS NULL THEN
            CASE WHEN entries.local_kind = 'deleted' THEN 'settled' ELSE 'send' END
        WHEN entries.base_revision IS tree.revision THEN 'send'
        WHEN {SAME_BYTES_AS_HEAD} THEN 'adopt'
        WHEN entries.local_kind = 'deleted' THEN 'place'
        ELSE 'send'
    END
"""

UNKNOWN = """
    CASE WHEN tree.path IS NULL OR tree.kind = 'deleted' THEN 'settled' ELSE 'place' END
"""
"""The action where the index has no row: adopting all tombstones of a long log would fill it with nothing."""

KIND = f"""
    CASE action
        WHEN 'place' THEN
            CASE
                WHEN coalesce(kind, 'deleted') = 'deleted' THEN 'deletion'
                WHEN kind = 'file' AND wave = {int(Wave.META_KERNELS)} THEN 'meta-kernel'
                ELSE 'live'
            END
        WHEN 'send' THEN
            CASE WHEN coalesce(local_kind, 'deleted') = 'deleted' THEN 'removal' ELSE 'change' END
        ELSE 'adoption'
    END
"""

NOT_PLACED = (
    "(action = 'place' OR (action = 'send' AND base_revision IS NOT revision AND revision IS NOT NULL))"
)

UPDATED_TOGETHER = 2000
"""Paths updated in one transaction: some tens of milliseconds."""

SETUP = f"""
    CREATE TEMP TABLE slice (path TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP VIEW judged AS
    SELECT
        slice.path AS at, entries.local_kind, entries.local_content, entries.base_revision,
        tree.revision, tree.kind, tree.content, tree.size, tree.wave,
        by_rule(
            slice.path,
            CASE coalesce(entries.local_kind, 'deleted') WHEN 'deleted' THEN tree.kind ELSE local_kind END,
            CASE WHEN entries.path IS NULL THEN {UNKNOWN} ELSE {ACTION} END,
            coalesce(tree.kind, 'deleted') != 'deleted'
        ) AS action
    FROM slice
    LEFT JOIN entries ON entries.path = slice.path
    LEFT JOIN tree ON tree.path = slice.path;
"""

BY_RULE = "by_rule"
"""The function that says what is done of what is due, by the rule of the site: (path, kind, action, made)."""

TURN_OF = "turn_of"
"""The function that says when a path is placed among others, by the rule of the site: (path, kind, size)."""

NOTE = f"""
    INSERT INTO due
    SELECT
        at, action, {KIND},
        CASE WHEN {NOT_PLACED} THEN coalesce(revision, base_revision) END,
        CASE WHEN {NOT_PLACED} AND content IS NOT local_content THEN coalesce(size, 0) ELSE 0 END,
        action = 'place' AND kind IS 'file' AND local_kind IS 'directory',
        CASE WHEN {KIND} = 'live' THEN turn_of(at, kind, size) ELSE 0 END
    FROM judged WHERE action != 'settled'
"""

# `sum` fails where 64 bits do not suffice, and peers say how large files are.
COUNT = """
    INSERT INTO due_sums
    SELECT kind, {sign}count(*), {sign}count(behind), {sign}cast(total(bytes) AS INTEGER)
    FROM due WHERE at IN (SELECT path FROM slice) GROUP BY kind
    ON CONFLICT (kind) DO UPDATE SET
        paths = paths + excluded.paths, behind = behind + excluded.behind, bytes = bytes + excluded.bytes
"""

JUDGE = (
    COUNT.format(sign="-"),
    "DELETE FROM due WHERE at IN (SELECT path FROM slice)",
    NOTE,
    COUNT.format(sign="+"),
    "DELETE FROM stirred WHERE path IN (SELECT path FROM slice)",
    "DELETE FROM slice",
)

NOTE_ALL = "INSERT OR IGNORE INTO stirred SELECT path FROM entries UNION SELECT path FROM tree"


def update_due(connection: sqlite3.Connection, *, limit: int = UPDATED_TOGETHER) -> bool:
    """Bring the table `due` up to date for some of the paths that changed; tell whether any are left."""
    if connection.execute("SELECT 1 FROM stirred LIMIT 1").fetchone() is None:
        return False
    with transaction_made_again(connection):
        connection.execute("INSERT INTO slice SELECT path FROM stirred LIMIT ?", (limit,))
        for statement in JUDGE:
            connection.execute(statement)
    return connection.execute("SELECT 1 FROM stirred LIMIT 1").fetchone() is not None
