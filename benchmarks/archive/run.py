"""An archive of many frames: questions of 20 clients, OCS' shapes of them, and how frames are taken in.

SPICERACK_BENCH_FRAMES says how many (200 000). Bounds are of CPU seconds, of PostgreSQL's processes and of
ours, which are the same on a machine that does other things, too; times are told beside them.
"""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import Connection, Engine, create_engine, text

from benchmarks.archive import beside_ocs, ocs
from benchmarks.archive.frames import BEGAN, DAYS
from benchmarks.archive.load import load
from benchmarks.archive.questions import QUESTIONS, Draw, ask, costs
from benchmarks.archive.taking_in import take_in
from benchmarks.archive.told import median, told
from services.archive.api.ocs.paging import Cursor
from services.archive.database.migrate import migrate
from services.archive.database.server.embedded import EmbeddedPostgres
from services.archive.database.store.indexes import have_all
from services.archive.database.tables import frame
from services.archive.query.sight import Sight
from services.archive.query.values import distinct_values

FRAMES = 200_000

MADE = 20_000
"""Frames that are made one by one; the others are theirs, turned and moved."""

CLIENTS = 20

EACH = 5
"""Questions of a kind by each client."""

PACED = 20
"""Questions of a client that pauses."""

PAUSE = 2.0
"""Seconds."""

P99_MAX = 0.05

AGGREGATE_MAX = 1.0

FURTHER_MAX = 2.0
"""Times the first page's cost, of one ten thousand pages on."""

BOUND = (
    *("newest", "cone", "polygon", "header, a block of ten frames", "header, one frame in 400"),
    *("header, a narrow range", "header, beyond nearly all"),
    *("header, one frame in 8", "header, between", "header, seldom, in a week"),
)
"""Questions that P99_MAX holds for."""

SIGHT = Sight(
    everything=False,
    proposals=frozenset({"LCO001", "LCO002"}),
    known=True,
    now=datetime(2026, 12, 31, tzinfo=UTC),
)
"""Of somebody with two proposals, when the last year's frames are proprietary."""


def run(directory: Path) -> bool:
    """Load, ask, print, and tell whether the bounds are kept."""
    directory.chmod(0o755)
    server = EmbeddedPostgres(directory / "data")
    server.start_here()
    try:
        engine = create_engine(server.url, pool_size=CLIENTS, connect_args={"prepare_threshold": None})
        frames = _filled(engine)
        kept = [
            *(_questions(engine, name, draw) for name, draw in QUESTIONS.items()),
            _paced(engine),
            _pages(engine),
            _values(engine),
            beside_ocs.cones(engine, SIGHT),
            beside_ocs.counts(engine, SIGHT, frames=frames),
            take_in(engine),
        ]
        engine.dispose()
        return all(kept)
    finally:
        server.stop()


def _filled(engine: Engine) -> int:
    """Have the frames; return how many there are."""
    migrate(engine)
    # Of a run that was kept from before, or cut.
    have_all(engine)
    count = text("SELECT count(*) FROM frame")
    with engine.connect() as connection:
        found = int(connection.execute(count).scalar_one())
    if not found:
        found = int(os.environ.get("SPICERACK_BENCH_FRAMES", FRAMES))
        load(engine, frames=found, made=min(found, MADE))
    ocs.make_tables(engine)
    return found


def _questions(engine: Engine, name: str, draw: Draw) -> bool:
    """Have many clients ask at once."""

    def asked(seed: int) -> Iterator[Callable[[Connection], object]]:
        random = Random(seed)
        return (partial(ask, given=draw(random), sight=SIGHT) for _ in range(EACH))

    with ThreadPoolExecutor(CLIENTS) as clients:
        runs = list(clients.map(lambda seed: costs(engine, asked(seed)), range(CLIENTS)))
    return told(name, [cost for run in runs for cost in run]) <= P99_MAX or name not in BOUND


def _paced(engine: Engine) -> bool:
    """Tell the times of clients of whom each asks once in a while: how long one waits.

    Clients that ask again at once measure how many questions a second two processors answer, and no more.
    """

    def asked(seed: int) -> Iterator[Callable[[Connection], object]]:
        random = Random(1000 + seed)
        time.sleep(seed * PAUSE / CLIENTS)
        for at in range(PACED):
            draw = QUESTIONS[BOUND[(seed + at) % len(BOUND)]]
            yield partial(ask, given=draw(random), sight=SIGHT)
            time.sleep(PAUSE)

    with ThreadPoolExecutor(CLIENTS) as clients:
        runs = list(clients.map(lambda seed: costs(engine, asked(seed)), range(CLIENTS)))
    return (
        told(f"the bound ones, each client pausing {PAUSE:g} s", [c for run in runs for c in run]) <= P99_MAX
    )


def _pages(engine: Engine) -> bool:
    """Tell whether a page far on costs what the first one does."""
    query = text("SELECT observation_date, id FROM frame ORDER BY 1 DESC, 2 DESC OFFSET :offset LIMIT 1")
    with engine.connect() as connection:
        total = int(connection.execute(text("SELECT count(*) FROM frame")).scalar_one())
        row = connection.execute(query, {"offset": min(1_000_000, total * 9 // 10)}).one()
    places = {
        "first page": Cursor(BEGAN + timedelta(days=DAYS), 0),
        "page 10 000, or at nine tenths": Cursor(row.observation_date, row.id),
    }
    medians = []
    for name, at in places.items():
        found = costs(engine, (partial(ask, given={}, sight=SIGHT, cursor=at) for _ in range(40)))
        told(name, found)
        medians.append(median(found))
    return medians[1] <= FURTHER_MAX * medians[0]


def _values(engine: Engine) -> bool:
    """Tell whether the values of a year are there in time."""
    begin, date = BEGAN + timedelta(days=200), frame.c.observation_date
    conditions = (SIGHT.listed(), date >= begin, date < begin + timedelta(days=365))
    asked = (lambda connection: distinct_values(connection, *conditions) for _ in range(5))
    return told("aggregate of a year", costs(engine, asked)) <= AGGREGATE_MAX
