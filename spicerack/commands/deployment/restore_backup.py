"""`spicerack restore-backup`: a backup is restored into a server without a log, or checked."""

import os
from pathlib import Path
from typing import Annotated

import typer

from spicerack.commands.deployment.backup import check, find_server, restore
from spicerack.commands.options import Nats, State, new_app


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("restore-backup")(_restore_backup)
    return application


def _restore_backup(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="One backup.")],
    nats: Nats = None,
    state: State = None,
    only_check: Annotated[bool, typer.Option("--check", help="Only check it; change nothing.")] = False,
) -> None:
    """Restore a backup into a server without a log, after all orchestrators were stopped.

    What was cut short goes on where it stopped.
    """
    if only_check:
        check(directory, say=print)
        return
    server = find_server(nats=nats, state=state, environment=os.environ)
    restore(server, directory, say=print)
