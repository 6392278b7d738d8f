"""The count in OCS' lists: exact where upstream says that it is, else quick and honest about it."""

from datetime import timedelta

from sqlalchemy import Connection

from services.archive.api.asking import Desk
from services.archive.api.ocs.filters import Condition, Given
from services.archive.api.ocs.values import instant_of
from services.archive.query.counting import Count, bounded, estimate, exact
from services.archive.query.frames import frames_where

FEW = ("request_id", "REQNUM", "observation_id", "BLKUID", "basename_exact")
"""Filters with which few frames are left."""

NARROW = ("proposal_id", "PROPID", "target_name_exact")

WEEK = timedelta(days=7)
WEEKS = timedelta(weeks=9)

COUNTED = 10_000
"""Frames that are counted one by one where no estimate may be told: some 10 ms."""


def count_of(connection: Connection, conditions: list[Condition], given: Given, desk: Desk) -> Count:
    """Return how many frames a list has in all."""
    query = frames_where(*conditions)
    if is_quick(given) or ("force_count" in given and desk.caller.known):
        return exact(connection, query)
    counted = bounded(connection, query, most=COUNTED)
    if counted.estimated and desk.sight.everything:
        planned = estimate(connection, query)
        return Count(max(planned.frames, counted.frames), estimated=True)
    return counted


def is_quick(given: Given) -> bool:
    """Tell whether the filters leave so little that all of it is counted."""
    if any(name in given for name in FEW):
        return True
    if "start" not in given or "end" not in given:
        return False
    span = instant_of("end", given["end"][-1]) - instant_of("start", given["start"][-1])
    return span <= WEEK or (span <= WEEKS and any(name in given for name in NARROW))
