"""A question that takes too long is ended by the database, and does not come back at once."""

import pytest
from sqlalchemy import text

from services.archive.database.databases import TooLongError, open_databases


def test_a_long_question_is_ended_and_told_to_wait(database: str) -> None:
    """A client that keeps to what it is told would fill the database with the same question."""
    databases = open_databases(database, "", connections=2, seconds=10)
    try:
        with pytest.raises(TooLongError, match="ask for less") as refused:
            databases.read(lambda connection: connection.execute(text("SELECT pg_sleep(60)")), seconds=0.1)
        assert int(refused.value.headers()["Retry-After"]) >= 30
    finally:
        databases.close()
