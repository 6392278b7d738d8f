"""An archive whose database cuts it off goes on, and one that writes is followed by another."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from services.archive.database.tables import TABLES
from tests.integration.archive.desk import PATIENCE, Desk, open_desk
from tests.integration.archive.world import facts_of

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database) as opened:
        yield opened


async def test_frames_arrive_after_all_connections_were_cut(desk: Desk, database: str) -> None:
    """The lease is taken again, and nothing is taken in twice or not at all."""
    await desk.add("one", facts_of("one", related=("two",)))
    await desk.settle()
    control = create_engine(database, isolation_level="AUTOCOMMIT")
    for name in ("two", "three"):
        with control.connect() as connection:
            connection.execute(text(CUT))
        await desk.add(name, facts_of(name))
        await desk.settle()
    assert await desk.names(ordering="basename") == ["one", "three", "two"]
    with control.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM version")).scalar_one() == 3
    control.dispose()


async def test_tables_that_were_dropped_beneath_an_archive_are_made_and_filled_again(
    desk: Desk, database: str
) -> None:
    """By the process that runs: the streams have all of it."""
    await desk.add("one", facts_of("one"))
    await desk.settle()
    control = create_engine(database, isolation_level="AUTOCOMMIT")
    with control.connect() as connection:
        for name in (*(table.name for table in TABLES), "alembic_version"):
            connection.execute(text(f"DROP TABLE {name}"))
    control.dispose()
    await desk.add("two", facts_of("two"))
    async with asyncio.timeout(PATIENCE):
        while (answer := await desk.get("/frames/")).status_code == 503 or answer.json()["count"] < 2:
            continue
    assert await desk.names(ordering="basename") == ["one", "two"]


async def test_a_second_archive_of_a_database_stands_by(desk: Desk, tmp_path: Path, database: str) -> None:
    """It answers, and posts arrive whoever takes them; one alone writes."""
    await desk.add("one", facts_of("one"))
    await desk.settle()
    (tmp_path / "second").mkdir()
    async with open_desk(tmp_path / "second", database, server=desk.server) as second:
        assert await second.names() == ["one"]
        assert (desk.context.figures.writes, second.context.figures.writes) == (True, False)
