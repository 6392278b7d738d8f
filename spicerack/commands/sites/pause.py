"""`spicerack pause`: have sites rest until they are resumed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from shared.model.names import is_name
from spicerack.client.client import ManagerClient
from spicerack.commands.operator import operator_client
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.sites.pause_lines import paused_lines
from spicerack.errors import UsageProblem

OneSite = Annotated[
    str | None, typer.Option("--site", metavar="SITE", help="This site alone. Default: all sites.")
]
Named = Annotated[
    str | None,
    typer.Argument(metavar="COLLECTION", help="To be sure which one it is: that of the manager at --url."),
]


@contextmanager
def manager_for(url: str, collection: str | None, site: str | None) -> Iterator[ManagerClient]:
    """Yield the client of a manager that keeps a collection. Raises UsageProblem: it keeps another."""
    if site is not None and not is_name(site):
        raise UsageProblem(f"{site!r} cannot name a site: `spicerack status` lists the sites")
    with operator_client(url) as client:
        if collection is not None and (kept := client.services().collection) != collection:
            raise UsageProblem(f"the manager at {url} keeps {kept}, not {collection}: say another --url")
        yield client


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("pause")(_pause)
    return application


def _pause(
    collection: Named = None, site: OneSite = None, url: Url = DEFAULT_URL, as_json: Json = False
) -> None:
    """Have sites rest: nothing moves to or from them until they are resumed.

    It lasts over restarts, and one of all sites is heeded by those that come later, too.

    Example: spicerack pause --site mirror
    """
    with manager_for(url, collection, site) as client:
        done = client.pause(site)
    write((done.model_dump_json(indent=2) if as_json else "\n".join(paused_lines(done))) + "\n")
