"""The leapseconds, clock and frame kernels of the projection, with the variables that times follow from."""

import json
import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any

from shared.descriptions.assigned import values_of
from shared.descriptions.timekeepers import Fetched, TimekeepingKernel
from shared.spice.sets.preference import is_misnamed
from shared.spice.text.model import Value

QUERY = (
    "SELECT path, content, slot, rank, quality, content.family, form, variables, made FROM timekeeper"
    " JOIN content USING (content) JOIN kernel USING (content) WHERE worst != 'broken'"
)


def timekeeping_kernels(connection: sqlite3.Connection) -> list[TimekeepingKernel]:
    """Return those that are in the collection and can be used."""
    return [
        TimekeepingKernel(
            path,
            content,
            slot + rank,
            quality,
            family,
            is_misnamed(path, family, form),
            _variables(connection, content, json.loads(variables)),
            made,
        )
        for path, content, slot, rank, quality, family, form, variables, made in connection.execute(QUERY)
    ]


def _variables(
    connection: sqlite3.Connection, content: str, told: dict[str, Any]
) -> dict[str, Sequence[Value] | Fetched]:
    """Return the variables of a content; null stands for values that are packed."""
    return {
        name: partial(_unpacked, connection, content, name) if values is None else values
        for name, values in told.items()
    }


def _unpacked(connection: sqlite3.Connection, content: str, name: str) -> Sequence[Value]:
    query = "SELECT data FROM packed WHERE content = ? AND name = ?"
    return values_of(connection.execute(query, (content, name)).fetchone()[0])
