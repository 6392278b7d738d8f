"""The state of an acquirer: what is taken in which order, and what that costs."""

from pathlib import Path

import pytest

from services.acquirer.look.granule import Assessed
from services.acquirer.state.rows import Status
from services.acquirer.state.store import DUE, Store
from shared.catalog.store.database import open_database

FEED = "data"


@pytest.fixture
def store(tmp_path):
    """Return the state of an acquirer that has seen nothing."""
    made = Store(tmp_path / "acquirer.db")
    yield made
    made.close()


def queue(store: Store, *names: str, at: float) -> None:
    """Queue granules that a look sees first at a time."""
    assessed = [(Assessed(granule=name, files=()), ()) for name in names]
    store.note_assessed(FEED, assessed, now=at)


def test_granules_are_taken_as_they_were_seen_but_for_those_that_wait(store):
    """One that was put off holds up nobody."""
    for at, name in enumerate(("c", "b", "a")):
        queue(store, name, at=float(at))
    put_off = store.get(FEED, "b")
    assert put_off is not None
    store.end(put_off, next_at=100.0)
    assert [one.granule for one in store.take_due(FEED, now=10.0, limit=5)] == ["c", "a"]
    assert store.counts(FEED) == {Status.RUNNING: 2, Status.QUEUED: 1}
    assert [one.granule for one in store.take_due(FEED, now=100.0, limit=5)] == ["b"]


def test_taking_sorts_nothing(store, tmp_path: Path):
    """Of a hundred thousand that wait each would cost all of them."""
    database = open_database(tmp_path / "acquirer.db")
    plan = [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {DUE}", (FEED, "queued", 1.0, 1))]
    database.close()
    assert len(plan) == 1, plan
    assert "granules_in_order" in plan[0]


def test_a_look_reads_what_is_known_one_by_one(store):
    """Of very many it holds none."""
    queue(store, "a", "b", at=1.0)
    known = store.known(FEED)
    assert [next(known).granule, next(known).granule] == ["a", "b"]
    assert next(known, None) is None
