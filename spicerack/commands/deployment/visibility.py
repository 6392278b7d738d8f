"""`spicerack visibility`: what of a collection everybody may read, and what nobody sees yet."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from shared.contracts.http.access import RulesShown, RulesWanted, RuleWanted
from shared.model.globs import hiding_glob, whole_pattern
from shared.model.moment import MomentError, parse_moment
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.errors import ChangedError
from spicerack.client.gateway.selection import Selection
from spicerack.client.service_client import UnreachableError
from spicerack.client.signed_tokens import SignedTokens
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.files.standing import count_at
from spicerack.commands.operator import operator_client
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.wrong_fields import typed_wrongly
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import printable

OPTIONS = {"pattern": "GLOB", "public_from": "--until", "groups": "--group", "anonymous": "PATH"}
"""By the fields of a request."""

Change = Callable[[RulesWanted], RulesWanted]

Pattern = Annotated[
    str, typer.Argument(metavar="GLOB", help="As `raw/**`; without `/` names anywhere, as `*.tmp`.")
]
Paths = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Files and directories.")]
All = Annotated[bool, typer.Option("--all", help="The whole collection.")]


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Tell and change what everybody may read, and what nobody sees yet.")
    for name, command in (
        ("list", _list),
        ("hide", _hide),
        ("unhide", _unhide),
        ("open", _open),
        ("close", _close),
        ("sign", _sign),
    ):
        application.command(name)(command)
    return application


def lines_of(rules: RulesShown, now: datetime) -> list[str]:
    """Return the rules for a person, one a line."""
    opened = ["everything"] if rules.anonymous_all else [printable(path) for path in rules.anonymous]
    lines = [f"open    {path}: to everybody, without a token" for path in opened]
    for rule in rules.hidden:
        groups = ", ".join(map(printable, rule.groups))
        until = f"until {rule.public_from:%Y-%m-%d %H:%M} UTC" if rule.public_from else "until it is unhidden"
        if rule.public_from and rule.public_from <= now:
            lines.append(f"public  {printable(rule.pattern)}: since {rule.public_from:%Y-%m-%d %H:%M} UTC")
            continue
        lines.append(
            f"hidden  {printable(rule.pattern)}: {until}" + (f", but for {groups}" if groups else "")
        )
    return lines or [f"collection {printable(rules.collection)} has no rules: tokens alone count"]


def _list(
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """List the rules of the collection."""
    _show(speak(Where(url, gateway, collection), lambda client: client.rules()), as_json=as_json)


def _hide(
    *,
    pattern: Pattern,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Public from then on, as 2027-01-01 or 2027-01-01T06:00Z."),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Who sees it all the same; repeat.")
    ] = None,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Hide paths from all but admins and groups; a rule of the same pattern is replaced.

    What tells of a whole collection (`status`, `sync`, `log`) is then for admins and these groups alone.
    """
    whole = whole_pattern(pattern)
    try:
        rule = RuleWanted.model_validate(
            {"pattern": whole, "public_from": until and parse_until(until), "groups": group or []}
        )
    except ValidationError as error:
        raise typed_wrongly(error, OPTIONS) from error

    def change(rules: RulesWanted) -> RulesWanted:
        others = tuple(one for one in rules.hidden if one.pattern not in (pattern, whole))
        return rules.model_copy(update={"hidden": (*others, rule)})

    where = Where(url, gateway, collection)
    _change(where, change, as_json=as_json)
    reach = speak(where, lambda client: client.count(Selection(glob=hiding_glob(whole).text)))
    _note(reach_line(whole, reach, "fits", "look for a typing error"))


def _unhide(
    pattern: Pattern,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Take the rule of a pattern away: what it hid is seen again by who may read it."""

    def change(rules: RulesWanted) -> RulesWanted:
        others = tuple(one for one in rules.hidden if one.pattern not in (pattern, whole_pattern(pattern)))
        if len(others) == len(rules.hidden):
            raise CommandError(f"no rule hides {pattern!r}: `spicerack visibility list` lists them")
        return rules.model_copy(update={"hidden": others})

    _change(Where(url, gateway, collection), change, as_json=as_json)


def _open(
    *,
    paths: Paths = None,
    everything: All = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Let everybody read files and directories, without a token."""
    wanted = places_of(paths, everything=everything)

    def change(rules: RulesWanted) -> RulesWanted:
        places = tuple(dict.fromkeys((*rules.anonymous, *wanted)))
        return rules.model_copy(
            update={"anonymous": places, "anonymous_all": rules.anonymous_all or everything}
        )

    where = Where(url, gateway, collection)
    _change(where, change, as_json=as_json)

    async def count(client: AsyncClient) -> list[int | None]:
        return [await count_at(client, path) for path in wanted]

    for path, reach in zip(wanted, speak(where, count), strict=True):
        _note(reach_line(path, reach, "is at", "look for a typing error"))


def _close(
    *,
    paths: Paths = None,
    everything: All = False,
    url: Url = DEFAULT_URL,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Ask for a token again where everybody might read."""
    wanted = places_of(paths, everything=everything)

    def change(rules: RulesWanted) -> RulesWanted:
        unknown = [path for path in wanted if path not in rules.anonymous]
        if unknown:
            raise CommandError(f"{unknown[0]!r} is not open: `spicerack visibility list` lists what is")
        places = () if everything else tuple(one for one in rules.anonymous if one not in wanted)
        return rules.model_copy(
            update={"anonymous": places, "anonymous_all": rules.anonymous_all and not everything}
        )

    _change(Where(url, gateway, collection), change, as_json=as_json)


def _sign(url: Url = DEFAULT_URL) -> None:
    """Sign the rules of public dates as the archive has them, where an operator's key is heeded.

    Example: spicerack visibility sign
    """
    with operator_client(url) as client:
        tokens = SignedTokens(client)
        rules = tokens.frame_rules()
        if rules is None:
            write("no archive has said rules of public dates that are not signed\n")
            return
        tokens.sign_frame_rules(rules)
    write(f"{rules.model_dump_json(indent=2)}\nthese rules of public dates are signed\n")


def places_of(paths: list[str] | None, *, everything: bool) -> tuple[str, ...]:
    """Return the places that were typed; none for the whole collection. Raises UsageProblem."""
    if bool(paths) == everything:
        raise UsageProblem("say paths, or --all for the whole collection")
    try:
        return RulesWanted.model_validate({"anonymous": [one.rstrip("/") for one in paths or ()]}).anonymous
    except ValidationError as error:
        raise typed_wrongly(error, OPTIONS) from error


def parse_until(text: str) -> datetime:
    """Return a day or a time that was typed; without a zone it is UTC. Raises UsageProblem."""
    with suppress(MomentError):
        moment = parse_moment(text)
        if isinstance(moment, datetime):
            return moment
    raise UsageProblem(f"--until {text!r}: say a day or a time, as 2027-01-01T06:00Z")


def _note(line: str) -> None:
    """Tell who typed a rule how much it is about now: a mistyped one is about nothing."""
    sys.stderr.write(f"{line}\n")


def reach_line(said: str, count: int | None, words: str, hint: str) -> str:
    """Return how many paths a rule is about."""
    if count == 0:
        return f"nothing {words} {printable(said)} now: {hint}"
    return f"{'very many' if count is None else count} paths now: {printable(said)}"


def _change(where: Where, change: Change, *, as_json: bool) -> None:
    """Change the rules as they are now: the gateway replaces all of them, if they still are."""

    async def act(client: AsyncClient) -> RulesShown:
        rules = await client.rules()
        wanted = RulesWanted.model_validate(rules.model_dump(exclude={"collection", "revision"}))
        changed = RulesWanted.model_validate(change(wanted).model_dump())
        try:
            signed = await asyncio.to_thread(_signed, where.url, changed)
            return signed or await client.set_rules(changed, revision=rules.revision)
        except ChangedError as error:
            raise CommandError(
                "another admin changed the rules just now, and nothing of yours was stored: look at them "
                "with `spicerack visibility list`, then say the command again"
            ) from error

    _show(speak(where, act), as_json=as_json)


def _signed(url: str, wanted: RulesWanted) -> RulesShown | None:
    """Have the rules be signed, where the manager asks for that; None where it does not, or none is there."""
    with operator_client(url) as manager:
        try:
            if not manager.may_sign:
                return None
        except UnreachableError:
            # A gateway that was named may be elsewhere; it refuses what has to be signed.
            return None
        return SignedTokens(manager).set_rules(wanted)


def _show(rules: RulesShown, *, as_json: bool) -> None:
    text = rules.model_dump_json(indent=2) if as_json else "\n".join(lines_of(rules, datetime.now(UTC)))
    write(f"{text}\n")
