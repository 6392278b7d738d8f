"""Counts of frames: exact where that is quick, else as the database's planner estimates them."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from services.archive.query.explain import Explain


@dataclass(frozen=True, slots=True)
class Count:
    """A number of frames."""

    frames: int
    estimated: bool


def exact(connection: Connection, query: Select[tuple[object, ...]]) -> Count:
    """Return how many rows a question has."""
    counted = select(func.count()).select_from(query.subquery())
    return Count(int(connection.execute(counted).scalar_one()), estimated=False)


def estimate(connection: Connection, query: Select[tuple[object, ...]]) -> Count:
    """Return how many rows a question has as the planner takes it."""
    explained = connection.execute(Explain(query)).scalar_one()
    plan = json.loads(explained) if isinstance(explained, str) else explained
    return Count(int(plan[0]["Plan"]["Plan Rows"]), estimated=True)


def bounded(connection: Connection, query: Select[tuple[object, ...]], *, most: int) -> Count:
    """Return how many rows a question has, or that there are `most` at least.

    Of the rows of the question alone: the planner's estimate is made of all rows, also of those that do not
    exist for the caller.
    """
    found = exact(connection, query.limit(most + 1)).frames
    return Count(min(found, most), estimated=found > most)
