"""`spicerack token`: the tokens by which callers are let in, made, listed and revoked.

A manager or gateway is asked where it can be reached: on the host of an `up`, or with an admin's token. The
first token of a deployment is made over the bus (`--nats`, `--state`), as the operator.
"""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer
from pydantic import ValidationError

from shared.access.token_text import id_of
from shared.contracts.http.access import TokenList, TokenMade, TokenRequest, TokenRow
from shared.model.scope import Scope
from spicerack.client.bus_tokens import BusTokens
from spicerack.client.signed_tokens import SignedTokens
from spicerack.commands.deployment.backup import find_server
from spicerack.commands.operator import operator_client
from spicerack.commands.options import DEFAULT_COLLECTION, DEFAULT_URL, Json, Nats, State, Url, new_app
from spicerack.commands.wrong_fields import typed_wrongly
from spicerack.errors import UsageProblem
from spicerack.operator_file import operator_file, operator_key
from spicerack.text import printable

OPTIONS = {
    **{name: f"--{name}" for name in ("name", "scope", "collection")},
    "prefixes": "--prefix",
    "groups": "--group",
    "expires_at": "--expires",
}
"""By the fields of a request."""

STAR = "*"
"""Of patterns: in the name of a file it is rarer than who takes one for the other."""

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Say = Callable[[str], None]
Result = TypeVar("Result")


class Tokens(Protocol):
    """Where tokens are made: by a service, or on the bus."""

    def tokens(self) -> TokenList:
        """Return all."""
        ...

    def create_token(self, request: TokenRequest) -> TokenMade:
        """Make one."""
        ...

    def revoke_token(self, token: str) -> TokenRow:
        """Revoke one, by its id."""
        ...


def parse_expires(text: str, now: datetime) -> datetime | None:
    """Return when a token ends: after a time as `90d`, at a day as `2027-01-31`, or `never`.

    Raises:
        UsageProblem: it is none of these.
    """
    if text == "never":
        return None
    try:
        if text[-1:] in UNITS:
            return now + timedelta(**{UNITS[text[-1]]: float(text[:-1])})
        ends = datetime.fromisoformat(text)
        return ends if ends.tzinfo is not None else ends.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UsageProblem(f"--expires {text!r} is out of form: say 90d, 12h, 2027-01-31 or never") from error


def create(tokens: Tokens, request: TokenRequest, *, as_json: bool, say: Say, note: Say) -> None:
    """Make a token, and write its text: this once, and nowhere else."""
    made = tokens.create_token(request)
    if as_json:
        say(made.model_dump_json(indent=2))
        return
    ends = f"until {made.expires_at:%Y-%m-%d %H:%M} UTC" if made.expires_at else "for ever"
    note(f"{printable(made.name)} ({made.id}): {made.scope} in {made.collection}, {ends}")
    note("This is the one time that it is shown; SPICERACK_TOKEN is where commands look for it:")
    say(made.token)


def lines_of(rows: Sequence[TokenRow]) -> list[str]:
    """Return tokens for a person, one a line."""
    return [_line(row) for row in rows] or ["no tokens"]


def _line(row: TokenRow) -> str:
    state = "revoked" if row.revoked_at else "good" if row.good else "expired"
    ends = f"{row.expires_at:%Y-%m-%d %H:%M}" if row.expires_at else "never ends"
    where = " ".join(printable(prefix) for prefix in row.prefixes) or "everything"
    groups = f"  in {' '.join(map(printable, row.groups))}" if row.groups else ""
    name = printable(row.name)
    return f"{row.id}  {state:<8} {row.scope:<8} {row.collection}: {where}  {ends:<16}  {name}{groups}"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Make, list and revoke the tokens of callers.")
    application.command("create")(_create)
    application.command("list")(_list)
    application.command("revoke")(_revoke)
    return application


def _create(
    *,
    name: Annotated[str, typer.Option(help="Whose it is, and where it is used.")],
    scope: Annotated[Scope, typer.Option(help="read, write, admin, or metrics for scrapes alone.")],
    collection: Annotated[str, typer.Option(help="The collection; `*` is all of them.")] = DEFAULT_COLLECTION,
    prefix: Annotated[
        list[str] | None, typer.Option(metavar="PATH", help="Confine it to a file or directory; repeat.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A group, for rules of visibility; repeat.")
    ] = None,
    expires: Annotated[str, typer.Option(help="90d, 12h, a day as 2027-01-31, or never.")] = "90d",
    url: Url = DEFAULT_URL,
    nats: Nats = None,
    state: State = None,
    as_json: Json = False,
) -> None:
    """Make a token. It is shown once; only its hash is kept."""
    if pattern := next((one for one in prefix or () if STAR in one), None):
        raise UsageProblem(
            f"--prefix {pattern!r}: say a file or a directory: a token is confined to no pattern"
        )
    try:
        request = TokenRequest(
            name=name,
            scope=scope,
            collection=collection,
            prefixes=tuple(one.rstrip("/") for one in prefix or ()),
            groups=tuple(group or ()),
            expires_at=parse_expires(expires, _now()),
        )
    except ValidationError as error:
        raise typed_wrongly(error, OPTIONS) from error
    _on(url, nats, state, lambda one: create(one, request, as_json=as_json, say=print, note=_note))


def _list(url: Url = DEFAULT_URL, nats: Nats = None, state: State = None, as_json: Json = False) -> None:
    """List the tokens, dead ones too: id, state, scope, place, end (UTC), name, groups."""

    def show(tokens: Tokens) -> None:
        found = tokens.tokens()
        print(found.model_dump_json(indent=2) if as_json else "\n".join(lines_of(found.tokens)))

    _on(url, nats, state, show)


def _revoke(
    token: Annotated[str, typer.Argument(metavar="ID", help="The id that `token list` shows.")],
    url: Url = DEFAULT_URL,
    nats: Nats = None,
    state: State = None,
) -> None:
    """Revoke a token: it lets nobody in any more, and its links end."""
    # Who has the token at hand may give all of it: its id is in it.
    id_ = id_of(token) or token
    _on(url, nats, state, lambda one: print(f"{one.revoke_token(id_).id} is revoked"))


def _on(url: str, nats: str | None, state: Path | None, act: Callable[[Tokens], None]) -> None:
    """Act on tokens: on the bus where it is named, else by the service at an address."""
    if nats is not None or state is not None:
        server = find_server(nats=nats, state=state, environment=os.environ)
        act(BusTokens(server.settings, load=lambda: operator_key(operator_file()), note=_note))
        return
    with operator_client(url) as client:
        act(SignedTokens(client))


def _now() -> datetime:
    return datetime.now(UTC)


def _note(text: str) -> None:
    print(text, file=sys.stderr)
