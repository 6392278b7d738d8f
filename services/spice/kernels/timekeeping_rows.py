"""The leapseconds, clock and frame kernels of the projection, with the variables that times follow from."""

import json
import sqlite3

from services.spice.kernels.timekeepers import TimekeepingKernel
from shared.spice.sets.preference import is_misnamed

QUERY = (
    "SELECT path, content, slot, rank, quality, content.family, form, variables FROM timekeeper"
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
            json.loads(variables),
        )
        for path, content, slot, rank, quality, family, form, variables in connection.execute(QUERY)
    ]
