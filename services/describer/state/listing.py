"""The listing of files with what is known of each, for people, over a connection of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path

from shared.contracts.http.knowledge.descriptions import DescribedRow

PROBLEMATIC = "(worst IN ('broken', 'warning') OR told = 'failed' OR completeness = 'incomplete')"

ROWS = """
    SELECT path, tree.content AS content, coalesce(told, '') AS told, coalesce(described.kind, '') AS family,
        coalesce(completeness, '') AS completeness, coalesce(worst, '') AS worst
    FROM tree LEFT JOIN described ON described.content = tree.content
    WHERE tree.kind = 'file' AND path > ? AND {condition} ORDER BY path LIMIT ?
"""


def described_rows(database: Path, *, problems: bool, after: str, limit: int) -> list[DescribedRow]:
    """Return files in the order of their paths. Blocks: call it in a thread.

    Args:
        database: of a describer.
        problems: only those that somebody should look at.
        after: only paths that follow this one.
        limit: how many at most.
    """
    query = ROWS.format(condition=PROBLEMATIC if problems else "1")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [
            DescribedRow(
                path=path, content=content, told=told, kind=kind, completeness=completeness, worst=worst
            )
            for path, content, told, kind, completeness, worst in connection.execute(query, (after, limit))
        ]
