"""`spicerack keys`: operators' keys, another key for a site, and the end of one that others may know."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.identity.keyfile import SITE_KEY_FILE, KeyFileError, load_or_make_key, rotate_key
from shared.identity.keys import SigningKey
from shared.service.lifecycle import system_random
from spicerack.commands.deployment.operator_keys import Operators, key_lines
from spicerack.commands.deployment.order_lines import order_lines, read_order_text
from spicerack.commands.operator import operator_client
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.sites.membership import checked
from spicerack.errors import CommandError, UsageProblem
from spicerack.operator_file import operator_file, operator_key

KEY_DIGITS = 16

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
PublicKey = Annotated[str, typer.Argument(metavar="KEY", help="A public key, 64 hexadecimal digits.")]


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Keys of operators and sites: made, listed, replaced, not believed any more.")
    for name, command in (
        ("init", _init),
        ("list", _list),
        ("add", _add),
        ("sign", _sign),
        ("site", _site),
        ("rotate", _rotate),
        ("revoke", _revoke),
    ):
        application.command(name)(command)
    return application


def _init(
    *,
    url: Url = DEFAULT_URL,
    yes: Yes = False,
    alone: Annotated[
        bool, typer.Option("--print", help="Print the public key, and ask no manager yet.")
    ] = False,
) -> None:
    """Make an operator's key of your own; the first one of a collection takes its decisions over.

    From the next commit on, pauses, rules, removals and revoked keys count only where an operator has signed
    them; what stands at that moment is signed by the first one. The file is yours alone: keep a copy of it.

    Example: spicerack keys init
    """
    path = operator_file()
    key = _made(path)
    if alone:
        write(f"{key.public}\n")
        return
    with operator_client(url) as client:
        operators = Operators(client, key)
        if operators.is_first:
            _confirm(f"Have collection {operators.collection} heed only what this key signs?", yes=yes)
        write("\n".join([f"your key is in {path}", *operators.begin()]) + "\n")


def _list(*, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """List the keys of operators, sites and orchestrators that speak now. Example: spicerack keys list."""
    with operator_client(url) as client:
        book = client.orders()
    write((book.model_dump_json(indent=2) if as_json else "\n".join(key_lines(book))) + "\n")


def _add(*, key: PublicKey, url: Url = DEFAULT_URL) -> None:
    """Take in the key of another operator, who has told it to you. Example: spicerack keys add 5f1c...

    It is heeded from the next commit on.
    """
    if len(key) != 2 * 32 or not set(key) <= set("0123456789abcdef"):
        raise UsageProblem(f"{key!r} is no public key: it has 64 hexadecimal digits (`spicerack keys init`)")
    with operator_client(url) as client:
        client.say_operator(key)
    write(f"{key[:KEY_DIGITS]} is an operator's key from the next commit on\n")


def _sign(
    order: Annotated[
        str, typer.Argument(metavar="ORDER", help="The text of an order, as the console shows.")
    ],
) -> None:
    """Sign an order that was made elsewhere, as by the console, and print it; what it says is shown before.

    It asks no manager: the key may be on a host that reaches none. Example: spicerack keys sign '{"coll...'
    """
    read = read_order_text(order)
    sys.stderr.write("\n".join(order_lines(read)) + "\n")
    write(f"{operator_key(operator_file()).sign(order).model_dump_json()}\n")


def _site(
    state: Annotated[
        Path,
        typer.Argument(metavar="STATE", help="The state directory of a manager, or of one to be."),
    ],
) -> None:
    """Print the public key of a site, and make one where there is none, before its manager starts.

    Example: spicerack keys site ~/.local/state/spicerack/spice/manager-a
    """
    write(f"{_made(state / SITE_KEY_FILE).public}\n")


def _rotate(
    state: Annotated[
        Path | None, typer.Argument(metavar="STATE", help="The state directory of the site's manager.")
    ] = None,
    *,
    operator: Annotated[bool, typer.Option("--operator", help="Your own key, as an operator.")] = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Give a site another key. The key before vouches for it, so nobody has to release the site.

    Run it on the site's host, as the user of the manager, and start the manager again. The log has an entry
    of it with the next change of the site. With --operator it is your own key as an operator: say it once
    more after the next commit.
    Example: spicerack keys rotate ~/.local/state/spicerack/spice/manager-a
    """
    if operator:
        _rotate_operator(url)
        return
    if state is None:
        raise UsageProblem("say the state directory of the site's manager, or --operator")
    path = state / SITE_KEY_FILE
    if not path.exists():
        raise UsageProblem(f"{state} is no state directory of a manager: it has no {SITE_KEY_FILE}")
    try:
        before, after = rotate_key(path, random_bytes=system_random().randbytes)
    except KeyFileError as error:
        raise CommandError(str(error)) from error
    write(
        f"{before.public[:KEY_DIGITS]} vouches for {after.public[:KEY_DIGITS]}\n"
        "start the manager of the site again: it says the new key, and signs with it\n"
    )


def _rotate_operator(url: str) -> None:
    path = operator_file()
    following = path.with_name(f"{path.name}.next")
    with operator_client(url) as client:
        operators = Operators(client, _made(path))
        if operators.follow(_made(following)):
            following.replace(path)
            write(f"the new key is in {path}, has signed all that stands, and the one before is revoked\n")
        else:
            write("the new key is told; after the next commit say it once more, to end the one before\n")


def _revoke(
    *,
    site: Annotated[str | None, typer.Argument(help="The site whose key others may know.")] = None,
    orchestrator: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key of an orchestrator, or its first digits.")
    ] = None,
    operator: Annotated[str | None, typer.Option(metavar="KEY", help="The key of an operator.")] = None,
    url: Url = DEFAULT_URL,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Have nothing be believed any more that a key signs from now on, for ever.

    A site needs another one: remove the key file from its manager's state directory, start the manager, and
    release the site. What an orchestrator has committed before stays. Example: spicerack keys revoke mirror
    """
    if [site, orchestrator, operator].count(None) != 2:
        raise UsageProblem("say one of: a site, --orchestrator KEY, --operator KEY")
    _confirm(f"Revoke the key of {_whose(site, orchestrator, operator)} for ever?", yes=yes)
    with operator_client(url) as client:
        if operator is not None:
            client.say_operator(operator, revoked=True)
            write(f"the operator's key {operator[:KEY_DIGITS]} is revoked with the next commit\n")
            return
        if orchestrator is not None:
            told = client.revoke_orchestrator(orchestrator)
            lines = _orchestrator_lines(told.key)
        else:
            told = client.revoke_key(checked(site or ""))
            lines = _site_lines(told.site, told.key)
    write((told.model_dump_json(indent=2) if as_json else "\n".join(lines)) + "\n")


def _whose(site: str | None, orchestrator: str | None, operator: str | None) -> str:
    if site is not None:
        return checked(site)
    return f"orchestrator {orchestrator}" if orchestrator is not None else f"operator {operator}"


def _site_lines(site: str, key: str) -> tuple[str, ...]:
    return (
        f"the key {key[:KEY_DIGITS]} of {site} is revoked; the log says so with its next commit",
        f"on the host of {site}: remove {SITE_KEY_FILE} from the state of its manager, and start that again; "
        f"then `spicerack site release {site}`",
    )


def _orchestrator_lines(key: str) -> tuple[str, ...]:
    return (
        f"the orchestrator's key {key[:KEY_DIGITS]} is revoked: its process ends, and what it signs after "
        "the next commit of another one is believed by nobody",
        "on its host: remove the key file from its state directory, and start it again",
    )


def _made(path: Path) -> SigningKey:
    try:
        return load_or_make_key(path, random_bytes=system_random().randbytes)
    except KeyFileError as error:
        raise CommandError(str(error)) from error


def _confirm(question: str, *, yes: bool) -> None:
    if not yes and not (sys.stdin.isatty() and typer.confirm(question)):
        raise CommandError("nobody confirmed, nothing was changed: say --yes")
