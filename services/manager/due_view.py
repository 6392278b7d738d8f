"""The rule of `reconcile` once more, in SQL, so that what is due is found without reading every row.

It only chooses and counts rows: each row that is acted on goes through `reconcile` itself. A property
test holds the two to each other (tests/property/test_due_view.py).
"""

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

COLUMNS = """
    entries.*, tree.path AS head_path, tree.revision, tree.author, tree.kind, tree.content, tree.size,
    tree.mtime_ns, tree.mode, stirred.path AS at
"""

UNKNOWN = """
    CASE WHEN tree.path IS NULL OR tree.kind = 'deleted' THEN 'settled' ELSE 'place' END
"""
"""The action where the index has no row: adopting all tombstones of a long log would fill it with nothing."""

DUE_VIEW = f"""
    CREATE TEMP VIEW judged AS
    SELECT {COLUMNS}, CASE WHEN entries.path IS NULL THEN {UNKNOWN} ELSE {ACTION} END AS action
    FROM stirred
    LEFT JOIN entries ON entries.path = stirred.path
    LEFT JOIN tree ON tree.path = stirred.path;
    CREATE TEMP VIEW due AS SELECT * FROM judged WHERE action != 'settled';
"""

CALM = "DELETE FROM stirred WHERE path IN (SELECT at FROM judged WHERE action = 'settled')"
"""Forgets the paths at which nothing is due any more."""

STIR_ALL = "INSERT OR IGNORE INTO stirred SELECT path FROM entries UNION SELECT path FROM tree"
