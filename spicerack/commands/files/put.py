"""`spicerack put`: files of this host, into the collection."""

import json
import sys
from typing import Annotated

import typer

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Put
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.distinct import distinct
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.show_progress import shown_on
from spicerack.commands.files.trees import local_files, passed_line
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.errors import UsageProblem
from spicerack.text import printable, size_text


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("put")(_put)
    return application


def _put(
    *,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR...", help="Of this host; with a slash at its end, what is in DIR."),
    ],
    to: Annotated[str, typer.Option(metavar="PATH", help="A path; with `/` at its end a directory.")] = "",
    create: Annotated[bool, typer.Option("--create", help="Only where nothing stands.")] = False,
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="Commit all together, with this message in the log.")
    ] = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Put files: sent from where they were cut, verified before they are visible, then committed.

    With a message all are one commit; without one each file is committed as soon as it is there. Directories
    come with their files: empty ones are not made.

    Example: spicerack put *.bc --message 'a week of pointing'
    """
    # `/` is the top of the collection, as it is of a tree.
    place = "" if to == "/" else to
    found = [local_files(said, place, many=len(files) > 1) for said in files]
    paths = distinct({file: path for one in found for file, path in one.files.items()})
    passed = [name for one in found for name in one.passed_over]
    if message is not None and create:
        raise UsageProblem(
            "--create goes with single files: a commit with a message replaces what stands there"
        )

    async def send(client: AsyncClient) -> None:
        with shown_on(sys.stderr, quiet=as_json) as report:
            if message is not None:
                puts = [Put(path=path, source=file) for file, path in paths.items()]
                change = await client.commit(puts, message=message, report=report)
                write(change_line(change, as_json=as_json))
                return
            for file, path in paths.items():
                done = await client.upload(file, path, create=create, report=report)
                told = {"path": path, "size": done.size, "content": done.content, "revision": done.revision}
                line = f"{path}: {size_text(done.size)}, revision {done.revision or 'still to come'}"
                write(json.dumps(told) + "\n" if as_json else printable(line) + "\n")

    speak(Where(url, gateway, collection), send)
    if passed:
        write(json.dumps({"passed_over": passed}) + "\n" if as_json else passed_line(passed))
