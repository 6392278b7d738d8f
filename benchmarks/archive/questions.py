"""The questions that clients ask, at random places, and what each costs."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import asin, degrees
from random import Random

from sqlalchemy import Connection, Engine, text

from benchmarks.archive.frames import AIRMASS, BEGAN, DAYS, PROPOSALS
from services.archive.api.ocs.filters import Given
from services.archive.api.ocs.listing import page_of
from services.archive.api.ocs.paging import Cursor
from services.archive.api.own.filters import own_conditions
from services.archive.query.frames import with_all
from services.archive.query.sight import Sight

PAGE = 100

Draw = Callable[[Random], Given]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one question."""

    server: float
    """CPU seconds of the process of PostgreSQL."""
    client: float
    """CPU seconds of the archive's thread."""
    wall: float


def place(random: Random) -> tuple[float, float]:
    """Return a place on the sky."""
    return random.uniform(0, 360), degrees(asin(random.uniform(-0.99, 0.99)))


def _cone(random: Random) -> Given:
    ra, dec = place(random)
    return {"cone": [f"{ra},{dec},{random.choice((0.01, 0.25, 1.0))}"]}


def _polygon(random: Random) -> Given:
    ra, dec = place(random)
    wide = random.choice((0.2, 1.0))
    ring = f"{ra} {dec}, {ra + wide} {dec}, {ra + wide} {dec + 0.01}, {ra} {dec + 0.01}, {ra} {dec}"
    return {"intersects": [f"POLYGON(({ring}))"]}


def _week(random: Random) -> Given:
    begin = BEGAN + timedelta(days=random.randrange(DAYS - 8))
    return {"start": [begin.isoformat()], "end": [(begin + timedelta(days=7)).isoformat()]}


def _narrow(random: Random) -> Given:
    low = random.uniform(*AIRMASS)
    return {"header.AIRMASS.min": [f"{low:.6f}"], "header.AIRMASS.max": [f"{low + 2e-4:.6f}"]}


QUESTIONS: Mapping[str, Draw] = {
    "newest": lambda _: {},
    "cone": _cone,
    "polygon": _polygon,
    "header, a block of ten frames": lambda random: {"header.MOLUID": [str(random.randrange(1000))]},
    "header, one frame in 400": lambda random: {"header.SEQNUM": [str(random.randrange(400))]},
    "header, one frame in 8": lambda _: {"header.SITEID": ["ogg"]},
    "header, between": lambda _: {"header.AIRMASS.min": ["1.3"], "header.AIRMASS.max": ["1.4"]},
    "header, a narrow range": _narrow,
    "header, beyond nearly all": lambda _: {"header.CCDATEMP.max": ["-100.7"]},
    "header, seldom, in a week": lambda random: {"header.AIRMASS.max": ["1.01"], **_week(random)},
    "proposal": lambda random: {"proposal_id": [f"LCO{random.randrange(PROPOSALS):03}"]},
    "target": lambda random: {"target_name_exact": [f"target {random.randrange(20_000)}"]},
    "part of a name": lambda random: {"basename": [f"{random.randrange(10_000):05}"]},
    "instrument and filter": lambda random: {
        "instrument_id": [f"fa{random.randrange(60):02}"],
        "primary_optical_element": ["rp"],
    },
}


def ask(connection: Connection, given: Given, sight: Sight, cursor: Cursor | None = None) -> int:
    """Ask for a page as the archive does; return how many frames it has."""
    rows, _ = page_of(connection, own_conditions(given, sight), given, sight, cursor=cursor, limit=PAGE)
    return len(with_all(connection, rows, sight))


def costs(engine: Engine, asked: Iterator[Callable[[Connection], object]]) -> list[Cost]:
    """Return what questions cost, one after the other on one connection."""
    found = []
    with engine.connect() as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        # The clock of another process (clock_getcpuclockid(3), Linux).
        clock = (~number << 3) | 2
        for question in asked:
            server, client, wall = time.clock_gettime(clock), time.thread_time(), time.monotonic()
            question(connection)
            found.append(
                Cost(time.clock_gettime(clock) - server, time.thread_time() - client, time.monotonic() - wall)
            )
            connection.rollback()
    return found
