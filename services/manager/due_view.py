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
    tree.mtime_ns, tree.mode, coalesce(entries.path, tree.path) AS at
"""

DUE_VIEW = f"""
    CREATE TEMP VIEW due AS
    SELECT * FROM (
        SELECT {COLUMNS}, {ACTION} AS action
        FROM entries LEFT JOIN tree ON tree.path = entries.path
        UNION ALL
        SELECT {COLUMNS}, 'place' AS action
        FROM tree LEFT JOIN entries ON entries.path = tree.path
        WHERE entries.path IS NULL AND tree.kind != 'deleted'
    ) WHERE action != 'settled'
"""
