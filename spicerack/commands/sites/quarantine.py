"""`spicerack quarantine`: files that a site keeps and does not publish, for a person to decide on."""

from typing import Annotated

import typer

from shared.contracts.http.knowledge.quarantine import QuarantinedFile, QuarantineList
from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.text import printable, size_text

FilePath = Annotated[str, typer.Argument(metavar="PATH", help="The file, as `quarantine list` shows it.")]


def lines_of(found: QuarantineList) -> list[str]:
    """Return the list for a person."""
    if not found.files:
        return [f"site {found.site} has nothing in quarantine"]
    return [
        f"{printable(one.path)}  {size_text(one.size)}  {one.code}: {printable(one.detail)}"
        for one in found.files
    ]


def decided(one: QuarantinedFile, words: str, *, as_json: bool) -> str:
    """Return what became of a file, as it is written."""
    return (one.model_dump_json(indent=2) if as_json else f"{printable(one.path)}: {words}") + "\n"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after files that a site keeps and does not publish.")
    application.command("list")(_list)
    application.command("release")(_release)
    application.command("drop")(_drop)
    return application


def _list(url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """List what the site of the manager at --url keeps, and why."""
    with ManagerClient(url) as client:
        found = client.quarantine(client.services().collection)
    write(found.model_dump_json(indent=2) + "\n" if as_json else "\n".join(lines_of(found)) + "\n")


def _release(path: FilePath, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Publish a file as it is, until it changes again."""
    with ManagerClient(url) as client:
        one = client.decide_quarantine(client.services().collection, path, decision="release")
    write(decided(one, "is published as it is", as_json=as_json))


def _drop(path: FilePath, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Move a file into the trash of its site; what the collection has there is placed again."""
    with ManagerClient(url) as client:
        one = client.decide_quarantine(client.services().collection, path, decision="drop")
    write(decided(one, "is in the trash of its site", as_json=as_json))
