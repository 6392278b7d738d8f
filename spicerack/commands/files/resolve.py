"""`spicerack resolve`: conflicts, settled."""

from typing import Annotated

import typer

from shared.model.globs import GlobError, parse_glob
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.conflict import ChoiceError, Conflict, Version, choose
from spicerack.client.gateway.conflicts import find_conflicts, settle
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.errors import CommandError
from spicerack.text import printable

WRONG_SHOWN = 20
"""Names with no single content that was chosen, told at a time: a person settles these first."""


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("resolve")(_resolve)
    return application


def _resolve(
    *,
    path: Annotated[
        str, typer.Argument(help="The name in conflict, or a pattern of names: * in a name, ** over several.")
    ],
    take: Annotated[
        str,
        typer.Option(
            metavar="newest|SITE|PATH",
            help="The content that gets the name: the last written, that of a site, or that at a path. "
            "Where a directory has it: the name itself.",
        ),
    ],
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be done, and do nothing.")] = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Settle conflicts: one content gets the name, and the copies go.

    Each name is one commit, and no byte travels. What is not taken stays in the history. Nothing is done
    where a name has no single content that was chosen.

    Example: spicerack resolve 'ck/**' --take newest --plan
    """

    async def act(client: AsyncClient) -> None:
        for conflict, taken in await _chosen(client, path, take):
            if plan:
                write(_plan_line(conflict, taken))
                continue
            named = "the directory" if taken is None else f"the content of {taken.site}"
            message = f"conflict settled: {named} has the name"
            change = await client.commit(settle(conflict, taken), message=message)
            write(change_line(change, as_json=as_json))

    speak(Where(url, gateway, collection), act)


async def _chosen(client: AsyncClient, path: str, take: str) -> list[tuple[Conflict, Version | None]]:
    """Return the conflicts that fit, each with what was chosen. Raises CommandError."""
    # A name may hold what patterns are made of, and be no pattern: as it was typed, it is meant.
    named = [one for one in await find_conflicts(client, prefix=path) if one.path == path]
    fitting = named or await _matching(client, path)
    if not fitting:
        raise CommandError(f"no conflict is about {path!r}: `spicerack conflicts` lists those there are")
    chosen, wrong = list[tuple[Conflict, Version | None]](), list[str]()
    for conflict in fitting:
        try:
            chosen.append((conflict, choose(conflict, take)))
        except ChoiceError as error:
            wrong.append(str(error))
    if wrong:
        more = f"\nand {len(wrong) - WRONG_SHOWN} more" if len(wrong) > WRONG_SHOWN else ""
        raise CommandError("\n".join(wrong[:WRONG_SHOWN]) + more)
    return chosen


async def _matching(client: AsyncClient, path: str) -> list[Conflict]:
    try:
        pattern = parse_glob(path)
    except GlobError as error:
        raise CommandError(
            f"no conflict is about {path!r}, and as a pattern it is out of form: {error}"
        ) from error
    return [one for one in await find_conflicts(client, prefix=pattern.prefix) if pattern.matches(one.path)]


def _plan_line(conflict: Conflict, taken: Version | None) -> str:
    if taken is None:
        what = "stays a directory"
    elif taken == conflict.head:
        what = f"keeps the content of {taken.site}"
    else:
        what = f"gets the content of {taken.path}"
    gone = [copy.path for copy in conflict.copies if copy != taken]
    removed = f"; removed: {', '.join(gone)}" if gone else ""
    return printable(f"{conflict.path} {what}{removed}") + "\n"
