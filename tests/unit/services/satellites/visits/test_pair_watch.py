"""Whether replicas hear each other over the bus, and who must act where they do not."""

from collections import Counter

import pytest

from services.satellites.visits.pair_watch import (
    FAILED,
    FULL,
    NO_BUCKET,
    REFUSED,
    SHARED,
    SILENT,
    PairWatch,
)
from shared.bus.nats.translate import Cause
from shared.bus.port import BusError, BusTimeoutError, NoStreamError, StoreFullError

MARK = "visit.MARK"


class Bus:
    """A bus that fails as it is told."""

    def __init__(self):
        self.errors = Counter()
        self.error = None

    async def value(self, bucket, key):
        """Return nothing, or fail."""
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize(
    ("error", "cause", "state"),
    [
        (NoStreamError(MARK), None, NO_BUCKET),
        (StoreFullError(MARK), None, FULL),
        (BusError(MARK), None, FAILED),
        (BusTimeoutError(MARK), None, SILENT),
        (TimeoutError(), None, SILENT),
        (BusTimeoutError(MARK), Cause.PERMISSION, REFUSED),
        (TimeoutError(), Cause.AUTHORIZATION, REFUSED),
        (BusTimeoutError(MARK), Cause.CONNECTION, SILENT),
    ],
)
async def test_what_keeps_replicas_apart_is_told_once_with_who_must_act(caplog, error, cause, state):
    """A bus without a bucket, one that forbids and one that is away are three things; each is logged once."""
    caplog.set_level("INFO")
    bus = Bus()
    watch = PairWatch(bus)
    await watch.look(bus)
    bus.error = error
    bus.errors[cause] += 1
    await watch.look(bus)
    await watch.look(bus)

    assert watch.state == state
    assert state.startswith("operator")
    assert len(caplog.messages) == 2
    assert state in caplog.messages[1]
    assert MARK not in caplog.text
    bus.error = None
    await watch.look(bus)
    assert watch.state == SHARED


async def test_one_replica_alone_asks_nobody():
    """Without a pair there is nothing to look at."""
    watch = PairWatch(None)
    await watch.run()

    assert watch.state == "alone"
