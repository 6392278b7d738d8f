"""`spicerack describe`: what describers say of a file of the collection, whatever its family."""

from typing import Annotated

import typer

from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.run.url import url_of
from spicerack.commands.science.lines.described_lines import told_lines


def show_description(path: str, url: str, *, as_json: bool) -> None:
    """Write what a describer says of a file of the collection.

    Raises:
        CommandError: nobody has described it, or no describer answers.
    """
    with ManagerClient(url) as client:
        known = client.services()
    with ManagerClient(url_of(known.services, "describer", site=None)) as describer:
        found = describer.description(known.collection, path)
    write(found.model_dump_json(indent=1) + "\n" if as_json else "\n".join(told_lines(path, found)) + "\n")


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("describe")(_describe)
    return application


def _describe(
    path: Annotated[str, typer.Argument(metavar="PATH", help="In the collection.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Tell what a file of the collection is, as a describer says."""
    show_description(path, url, as_json=as_json)
