"""The Job that brings a database to this version's tables: run twice, beside itself, killed and stopped."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from services.archive.config import ArchiveConfig
from services.archive.database.server.embedded import EmbeddedPostgres
from services.archive.migration import MigrationStoppedError, bring_up_to_date
from testing.postgres.servers import fresh_database
from tests.integration.archive.world import all_rows

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = :kind"


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The address of a database that has nothing."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture
def watch(empty: str) -> Iterator[Engine]:
    """What looks at that database from beside."""
    made = create_engine(empty)
    yield made
    made.dispose()


async def waits(engine: Engine, kind: str, count: int) -> None:
    """Wait until so many wait for a lock of a kind."""
    while True:
        with engine.connect() as connection:
            if connection.execute(text(WAITING), {"kind": kind}).scalar_one() >= count:
                return
        await asyncio.sleep(0.02)


async def test_the_job_may_run_twice_beside_itself_and_be_killed(
    empty: str, watch: Engine, tmp_path: Path
) -> None:
    """One is killed in the middle of its changes, two wait for it meanwhile: they do all of it, once."""
    config = ArchiveConfig(site="alpha", state=tmp_path, database_url=empty)
    told = {"SPICERACK_SITE": "alpha", "SPICERACK_STATE": str(tmp_path), "SPICERACK_DATABASE_URL": empty}
    with watch.connect() as other:
        other.execute(text("CREATE TABLE frame (nothing int)"))
        first = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.archive", "migrate"),
            env={**os.environ, **told},
        )
        await waits(watch, "transactionid", 1)
        beside = [asyncio.create_task(bring_up_to_date(config, asyncio.Event())) for _ in range(2)]
        await waits(watch, "advisory", 2)
        first.kill()
        await first.wait()
        other.rollback()

    await asyncio.gather(*beside)
    await bring_up_to_date(config, asyncio.Event())
    assert all_rows(watch)["frame"] == []


async def test_a_job_that_is_stopped_before_does_not_end_well(empty: str, tmp_path: Path) -> None:
    """Who started it would take it as done, and never start it again."""
    stop = asyncio.Event()
    stop.set()
    config = ArchiveConfig(site="alpha", state=tmp_path, database_url=f"{empty}-away")

    with pytest.raises(MigrationStoppedError, match="run it again"):
        await bring_up_to_date(config, stop)
