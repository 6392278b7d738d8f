"""The kinds of local databases, and how each came to be as it is. A step that was released never changes."""

import sqlite3

from shared.catalog.migrations import Schema, Step


def _drop_tree_by_content(connection: sqlite3.Connection) -> None:
    # No query used it, and every commit paid for it.
    connection.execute("DROP INDEX IF EXISTS tree_by_content")


DROP_TREE_BY_CONTENT = Step("an index that no query used is dropped", _drop_tree_by_content)

LOG_SCHEMA = Schema(
    name="folded log",
    steps=(DROP_TREE_BY_CONTENT,),
    remedy="remove it while no orchestrator runs: it is folded again from the log",
)
"""An orchestrator's, one for each collection."""

SITE_SCHEMA = Schema(
    name="index of a site",
    steps=(DROP_TREE_BY_CONTENT,),
    remedy="put back the copy that the newer one made beside it (its name ends with .v and a number)",
)
"""A manager's: the index and the folded log."""
