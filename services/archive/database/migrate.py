"""Bringing a database to the tables of this version."""

import logging

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from shared.model.errors import OperatorError

MIGRATIONS = "services.archive.database:migrations"

EXTENSIONS = ("postgis", "pg_trgm", "cube")
"""Regions of the sky, parts of names, and boxes in space."""

LOCK = 0x5370_6963_6541_7263
"""Of PostgreSQL's advisory locks: two archives that start together migrate one after the other."""


class DatabaseError(OperatorError):
    """The database cannot be brought to the tables of this version."""


def migrate(engine: Engine) -> None:
    """Make or change the tables as this version has them. Blocks.

    Raises:
        DatabaseError: an extension is missing, a newer version made them, or the server refuses.
        OperationalError: the server does not answer.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        for name in EXTENSIONS:
            _have_extension(connection, name)
        config = Config()
        config.set_main_option("script_location", MIGRATIONS)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            newest = ScriptDirectory.from_config(config).get_current_head()
            raise DatabaseError(
                f"the archive's database was made by a newer version ({error}; this one knows {newest}): "
                "run that version, or drop its rows with `python -m services.archive rebuild`"
            ) from error


def _have_extension(connection: Connection, name: str) -> None:
    try:
        with connection.begin_nested():
            connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {name}"))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseError(
            f"the database has no extension {name} ({reason}): "
            f"have its administrator type CREATE EXTENSION {name}"
        ) from error
