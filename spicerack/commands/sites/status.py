"""`spicerack status`: where every site is."""

from typing import Annotated

import typer

from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, new_app
from spicerack.commands.sites.status_lines import status_lines
from spicerack.commands.sites.watch import INTERVAL, watch
from spicerack.errors import ExitCode


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("status")(_status)
    return application


def _status(
    url: Url = DEFAULT_URL,
    as_json: Json = False,
    watching: Annotated[bool, typer.Option("--watch", help="Show it again and again until Ctrl-C.")] = False,
    interval: Annotated[
        float,
        typer.Option(min=0.1, max=3600.0, callback=finite, help="Seconds between looks of --watch."),
    ] = INTERVAL,
) -> int:
    """Show where every site is.

    Example: spicerack status --json
    """
    with ManagerClient(url) as client:
        if watching:
            return watch(client, interval=interval, as_json=as_json)
        answer = client.status()
    print(answer.model_dump_json(indent=2) if as_json else "\n".join(status_lines(answer)))
    return ExitCode.DONE
