"""A replica answers, and never from before what was written."""

import asyncio
from pathlib import Path

from sqlalchemy import create_engine, text

from services.archive.database.server.embedded import EmbeddedPostgres
from testing.postgres.servers import address_of, running_replica
from tests.integration.archive.desk import open_desk
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
