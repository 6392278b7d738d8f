"""A replica answers, and never from before what was written."""

import asyncio
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from services.archive.database.server.embedded import EmbeddedPostgres
from services.archive.follow.readiness import DATABASE, watch_database
from shared.observability.health import Health
from testing.postgres.servers import address_of, running_replica
from tests.integration.archive.desk import PATIENCE, Desk, open_desk
from tests.integration.archive.world import facts_of


async def test_a_replica_that_is_behind_is_not_asked(
    postgres: EmbeddedPostgres, database: str, tmp_path: Path
) -> None:
    """While it does not replay, or is away, the writer answers; once it has caught up, it answers again."""
    with running_replica(postgres) as replica:
        name = database.partition("@/")[2].partition("?")[0]
        address = address_of(replica, name)
        control = create_engine(address, isolation_level="AUTOCOMMIT")
        async with open_desk(tmp_path, database, replica=address) as desk:
            figures = desk.context.figures
            with control.connect() as connection:
                connection.execute(text("SELECT pg_wal_replay_pause()"))
                await desk.add("one", facts_of("one"))
                await desk.settle()
                by_writer = figures.by_writer
                assert await desk.names() == ["one"]
                assert figures.by_writer == by_writer + 1
                connection.execute(text("SELECT pg_wal_replay_resume()"))
            by_replica = figures.by_replica
            async with asyncio.timeout(30):
                while figures.by_replica == by_replica:
                    assert await desk.names() == ["one"]
            control.dispose()
            replica.stop()
            # One that is away is passed over as one that is behind is.
            by_writer = figures.by_writer
            assert [await desk.names() for _ in range(2)] == [["one"], ["one"]]
            assert figures.by_writer == by_writer + 2
        control.dispose()


async def test_a_database_that_was_dropped_is_not_ready_until_its_rows_are_there_again(
    postgres: EmbeddedPostgres, database: str, tmp_path: Path
) -> None:
    """Its replica drops it, too, and answers nothing."""
    with running_replica(postgres) as replica:
        name = database.partition("@/")[2].partition("?")[0]
        control = create_engine(postgres.url, isolation_level="AUTOCOMMIT")
        async with open_desk(tmp_path, database, replica=address_of(replica, name)) as desk:
            await desk.add("one", facts_of("one"))
            await desk.settle()
            health = Health(conditions=(DATABASE,), monotonic=time.monotonic)
            watch = asyncio.create_task(watch_database(desk.context, health))
            await _turns(health, desk, "ready")
            with control.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            await desk.add("two", facts_of("two"))
            await _turns(health, desk, "not ready")
            with control.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
            await _turns(health, desk, "ready")
            assert (await desk.get("/frames/")).json()["count"] == 2
            watch.cancel()
        control.dispose()


async def _turns(health: Health, desk: Desk, status: str) -> None:
    """Wait until readiness is so."""
    async with asyncio.timeout(PATIENCE):
        while health.readiness().status != status:
            await desk.get("/health/")
            await asyncio.sleep(0.05)
