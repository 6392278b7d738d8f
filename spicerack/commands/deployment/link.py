"""`spicerack link`: addresses that let their holders in for a while, without a token."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from shared.contracts.http.access import LinkRequest
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.commands.deployment.token import parse_expires
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.errors import UsageProblem
from spicerack.text import printable


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
        list[str] | None, typer.Option(metavar="GLOB", help="Only paths that fit, as `**/*.bsp`; repeat.")
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
        first = error.errors()[0]
        where = first["loc"][0] if first["loc"] else "link"
        raise UsageProblem(f"{where}: {first['msg']}") from error
