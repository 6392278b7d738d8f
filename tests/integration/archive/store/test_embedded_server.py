"""The server of an archive's own, for as long as an archive runs."""

import asyncio
import os
import signal

import pytest

from services.archive.database.server.embedded import EmbeddedPostgres, PostgresError
from services.archive.database.server.running import running
from testing.postgres.servers import postgres_missing, running_postgres

HANGS = 60.0
"""Seconds after which a block that nobody ends is taken for hung."""


@pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing())
async def test_who_works_with_a_server_is_ended_when_it_is_killed() -> None:
    """With a line that says so, and the same directory serves again afterwards."""
    with running_postgres() as made:
        made.stop()
        server = EmbeddedPostgres(made.data, user=made.user)
        with pytest.raises(PostgresError, match="PostgreSQL ended by itself"):
            async with asyncio.timeout(HANGS), running(server):
                os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
                await asyncio.Event().wait()
        async with running(server):
            server.connect().close()


@pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing())
async def test_the_next_start_removes_the_sockets_of_a_process_that_was_killed() -> None:
    """It could not do so itself, and each of its directories would stay in /tmp for ever."""
    with running_postgres() as made:
        left = made.sockets
        # As a process that is killed with its server: nobody stops it.
        os.kill(int((made.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        with pytest.raises(PostgresError, match="ended by itself"):
            await made.watch()
        async with running(EmbeddedPostgres(made.data, user=made.user)) as url:
            assert url
            assert not left.exists()
