"""`spicerack migrate`: bring the databases of services to the present version, or show what that would be."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from shared.catalog.store.database import open_database
from shared.catalog.store.migrations import NewerDatabaseError, Schema, migrate, pending
from shared.catalog.store.schemas import LOG_SCHEMA, SITE_SCHEMA
from shared.model.names import is_name
from spicerack.commands.options import new_app
from spicerack.errors import CommandError
from spicerack.up.lock import check_not_running

SITE_DATABASE = "site.db"

Say = Callable[[str], None]


def migrate_state(state: Path, *, only_check: bool, say: Say) -> None:
    """Bring every database below a state directory to the present version.

    Args:
        state: of one service, or of a `spicerack up`; none of them may run.
        only_check: change nothing, and say what would be done.
        say: is told one line for each database.

    Raises:
        CommandError: a service uses it, a database is too new or damaged, or there is none.
    """
    check_not_running(state)
    found = sorted(databases(state))
    if not found:
        raise CommandError(f"no database of a manager or orchestrator is in {state} or the directories in it")
    for path in found:
        schema = SITE_SCHEMA if path.name == SITE_DATABASE else LOG_SCHEMA
        try:
            with closing(open_database(path)) as connection:
                say(_brought_up(connection, path, schema, only_check=only_check))
        except NewerDatabaseError as error:
            raise CommandError(str(error)) from error
        except sqlite3.OperationalError as error:
            raise CommandError(f"{path}: {error}: stop the service that uses it first") from error
        except sqlite3.DatabaseError as error:
            raise CommandError(f"{path}: {error}: put a copy of it back") from error


def databases(state: Path) -> Iterator[Path]:
    """Yield the databases of a state directory, and of the directories in it."""
    for directory in (state, *(path for path in state.iterdir() if path.is_dir())):
        for path in directory.glob("*.db"):
            if path.name == SITE_DATABASE or is_name(path.stem):
                yield path


def _brought_up(connection: sqlite3.Connection, path: Path, schema: Schema, *, only_check: bool) -> str:
    # A service that runs holds its database open, and this would fail: nobody migrates under it.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")
    steps = pending(connection, path, schema) if only_check else migrate(connection, path, schema)
    if not steps:
        return f"{path}: version {schema.version}, nothing to do"
    names = "; ".join(step.name for step in steps)
    return f"{path}: {'would be' if only_check else 'was'} brought to version {schema.version}: {names}"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("migrate")(_migrate)
    return application


def _migrate(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="STATE", exists=True, file_okay=False, help="The state of one service, or of an `up`."
        ),
    ],
    only_check: Annotated[bool, typer.Option("--check", help="Show what would be done; do nothing.")] = False,
) -> None:
    """Bring local databases to this version, as services do by themselves when they start."""
    migrate_state(directory, only_check=only_check, say=print)
