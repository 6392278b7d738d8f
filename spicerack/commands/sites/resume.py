"""`spicerack resume`: end pauses."""

import typer

from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.sites.pause import Named, OneSite, manager_for
from spicerack.commands.sites.pause_lines import resumed_lines


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("resume")(_resume)
    return application


def _resume(
    collection: Named = None, site: OneSite = None, url: Url = DEFAULT_URL, as_json: Json = False
) -> None:
    """End pauses: that of one site, or all of the collection.

    Example: spicerack resume --site mirror
    """
    with manager_for(url, collection, site) as client:
        done = client.resume(site)
    write((done.model_dump_json(indent=2) if as_json else "\n".join(resumed_lines(done))) + "\n")
