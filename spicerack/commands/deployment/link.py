"""`spicerack link`: addresses that let their holders in for a while, without a token."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from shared.contracts.http.access import LinkMade, LinkRequest
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.deployment.token import STAR, parse_expires
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.standing import count_at
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.wrong_fields import typed_wrongly
from spicerack.errors import UsageProblem
from spicerack.text import printable

OPTIONS = {"paths": "PATH", "patterns": "--pattern", "network": "--network", "groups": "--group"}
"""By the fields of a request."""


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Make links that let their holders in for a while, and end them.")
    application.command("create")(_create)
    application.command("end")(_end)
    return application


def _create(
    *,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Files and directories; none: everything.")
    ] = None,
    pattern: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Only paths that fit, as `*.bsp`; repeat.")
    ] = None,
    put: Annotated[bool, typer.Option("--put", help="To hand files in, instead of reading.")] = False,
    expires: Annotated[str, typer.Option(help="7d, 12h, or a day as 2027-01-31.")] = "1d",
    network: Annotated[
        str | None, typer.Option(metavar="CIDR", help="From where alone it may be used, as 192.0.2.0/24.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A group, for what rules hide; for admins.")
    ] = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Make a link. It permits what you may and no more, and ends with your token."""
    if path := next((one for one in paths or () if STAR in one), None):
        raise UsageProblem(f"{path!r} is a pattern: say it as --pattern")
    request = _request(
        paths=[one.rstrip("/") for one in paths or ()],
        patterns=pattern or [],
        methods=["PUT"] if put else ["GET"],
        seconds=seconds_of(expires, datetime.now(UTC)),
        network=network,
        groups=group or [],
    )

    async def make(client: AsyncClient) -> None:
        made = await client.link(request)
        write(made.model_dump_json(indent=2) + "\n" if as_json else made.url + "\n")
        for note in [hint_of(made) if put else "", *await _absent(client, request)]:
            sys.stderr.write(f"{note}\n" if note else "")

    speak(Where(url, gateway, collection), make)


def _end(
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """End every link of the collection: for one that came into wrong hands."""

    async def end(client: AsyncClient) -> None:
        ended = await client.end_links()
        words = f"every link of collection {printable(ended.collection)} has ended"
        write((ended.model_dump_json(indent=2) if as_json else words) + "\n")

    speak(Where(url, gateway, collection), end)


def hint_of(made: LinkMade) -> str:
    """Return how a file is handed in by a link, for who made it to pass on."""
    place, _, query = made.url.partition("?")
    return f"hand a file in below it:  curl -T FILE '{place.rstrip('/')}/FILE?{query}'"


async def _absent(client: AsyncClient, request: LinkRequest) -> list[str]:
    """Return a line for each path that nothing stands at: a name may have been mistyped."""
    if "GET" not in request.methods:
        return []
    there = {path: await count_at(client, path) for path in request.paths}
    return [
        f"nothing that you see is at {printable(path)} yet" for path, count in there.items() if count == 0
    ]


def seconds_of(expires: str, now: datetime) -> int:
    """Return for how long a link is good. Raises UsageProblem: that is out of form, or for ever."""
    ends = parse_expires(expires, now)
    if ends is None or ends <= now:
        raise UsageProblem(f"--expires {expires!r}: a link ends, say 7d, 12h or a day to come")
    return max(int((ends - now).total_seconds()), 1)


def _request(**fields: object) -> LinkRequest:
    try:
        return LinkRequest.model_validate(fields)
    except ValidationError as error:
        raise typed_wrongly(error, OPTIONS) from error
