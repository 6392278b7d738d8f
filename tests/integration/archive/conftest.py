"""Fixtures of an archive's tests: one PostgreSQL for a worker, a database for a test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from services.archive.database.migrate import migrate
from services.archive.database.server.embedded import EmbeddedPostgres
from testing.postgres.servers import fresh_database, postgres_missing, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A server."""
    if missing := postgres_missing():
        pytest.skip(missing)
    with running_postgres() as server:
        made = create_engine(server.url)
        migrate(made)
        made.dispose()
        yield server


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The address of a database with the tables."""
    with fresh_database(postgres, template="postgres") as url:
        yield url


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """A database with the tables."""
    made = create_engine(database)
    yield made
    made.dispose()
