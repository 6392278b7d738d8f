"""`spicerack resolve`: conflicts, settled."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from shared.contracts.http.changes import ChangeRow
from shared.model.globs import GlobError, parse_glob
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.conflict import ChoiceError, Conflict, Version, choose
from spicerack.client.gateway.conflicts import find_conflicts, settle
from spicerack.client.gateway.errors import GatewayError, LocalError, UnavailableError
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.errors import CommandError
from spicerack.text import counted, printable

Choice = tuple[Conflict, Version | None]


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

    Each name is one commit, and no byte travels. What is not taken stays in the history. A name with no
    single content that was chosen stays as it is, and is named at the end; the others are settled.

    Example: spicerack resolve 'ck/**' --take newest --plan
    """

    async def act(client: AsyncClient) -> None:
        fitting = await _fitting(client, path)
        chosen, left = _chosen(fitting, take)
        for conflict, taken in chosen:
            if plan:
                write(_plan_line(conflict, taken))
                continue
            try:
                write(change_line(await _settled(client, conflict, taken), as_json=as_json))
            except (UnavailableError, LocalError):
                raise  # The next name would fare no better.
            except GatewayError as error:
                left.append(f"{conflict.path}: {error}")
        if left:
            raise _left(left, of=len(fitting))

    speak(Where(url, gateway, collection), act)


async def _settled(client: AsyncClient, conflict: Conflict, taken: Version | None) -> ChangeRow:
    named = "the directory" if taken is None else f"the content of {taken.site}"
    return await client.commit(settle(conflict, taken), message=f"conflict settled: {named} has the name")


def _left(left: Sequence[str], *, of: int) -> CommandError:
    """Return how the command ends that left some names in conflict, of which it tells each in a line."""
    if of == 1:
        return CommandError(left[0])
    for line in left:
        print(printable(line), file=sys.stderr)
    return CommandError(f"{len(left)} of {counted(of, 'name')} stay in conflict: the lines above say why")


async def _fitting(client: AsyncClient, path: str) -> list[Conflict]:
    """Return the conflicts about a name, or those that a pattern fits. Raises CommandError: there is none."""
    # A name may hold what patterns are made of, and be no pattern: as it was typed, it is meant.
    named = [one for one in await find_conflicts(client, prefix=path) if one.path == path]
    fitting = named or await _matching(client, path)
    if not fitting:
        raise CommandError(f"no conflict is about {path!r}: `spicerack conflicts` lists those there are")
    return fitting


def _chosen(conflicts: Sequence[Conflict], take: str) -> tuple[list[Choice], list[str]]:
    """Return each conflict with what was chosen, and a line on each in which nothing single was."""
    chosen, wrong = list[Choice](), list[str]()
    for conflict in conflicts:
        try:
            chosen.append((conflict, choose(conflict, take)))
        except ChoiceError as error:
            wrong.append(str(error))
    return chosen, wrong


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
