"""Descriptions of frames that an archive has not yet, taken in by the hand that writes it."""

import time

from sqlalchemy import Engine, text

from benchmarks.archive.frames import content_of, facts_of, placements
from services.archive.database.store.inputs import Heard
from services.archive.database.store.writer import ArchiveWriter
from shared.access.public_dates import PublicDates

TAKEN = 5_000

AT_ONCE = 500
"""As many as an archive takes from its streams together."""

FIRST = 100_000_000
"""Number of a frame that no load has."""

RATE_MIN = 500.0
"""Frames a second: of CPU here, of PostgreSQL's process and ours, which wait for one another."""


def take_in(engine: Engine) -> bool:
    """Have files and then descriptions come; tell whether the rate is kept."""
    writer = ArchiveWriter(engine, PublicDates())
    first = FIRST + writer.begin().described
    files = list(placements(first, first + TAKEN))
    numbers = range(first, first + TAKEN)
    heard = [Heard(content_of(one), one, facts_of(one, of=first + TAKEN)) for one in numbers]
    server, begun, client = _cpu_of(engine), time.monotonic(), time.thread_time()
    for at in range(0, TAKEN, AT_ONCE):
        last = at + AT_ONCE - 1
        writer.take_log(files[at : last + 1], log_id="made", revision=files[last].revision)
        writer.take_heard(heard[at : last + 1], up_to=heard[last].sequence)
    took = time.monotonic() - begun
    cpu = time.thread_time() - client + _cpu_of(engine) - server
    print(f"taken in: {TAKEN / took:.0f} frames/s here, {TAKEN / cpu:.0f} a CPU second of both processes")
    print(
        f"so two million are built again in {2_000_000 * cpu / TAKEN / 60:.0f} minutes of CPU (extrapolated)"
    )
    return TAKEN / cpu >= RATE_MIN


def _cpu_of(engine: Engine) -> float:
    """Return the CPU seconds of the server's processes for connections (clock_getcpuclockid(3), Linux)."""
    query = text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
    with engine.connect() as connection:
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in connection.execute(query).scalars())
