"""`spicerack rule`: which sites hold what of a collection, and which way changes go."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.http.sites.replica_rules import RulesVersion, RulesWanted
from spicerack.client.client import ManagerClient
from spicerack.commands.operator import operator_client
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.sites.rules.rule_file import EXAMPLE, parse_rules
from spicerack.commands.sites.rules.rule_lines import history_lines, plan_lines, version_lines
from spicerack.errors import CommandError

RulesFile = Annotated[
    str, typer.Argument(metavar="FILE", help="The rules, all of them, as TOML or JSON; - for standard input.")
]


def read_rules(name: str) -> RulesWanted:
    """Return the rules of a file. Raises CommandError: it cannot be read or understood."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"cannot read {name}: {error}") from error
    return parse_rules(text)


def chosen(versions: tuple[RulesVersion, ...], number: int) -> RulesVersion:
    """Return one version. Raises CommandError: it is not kept."""
    for one in versions:
        if one.version == number:
            return one
    raise CommandError(f"there is no version {number} of the rules: see `spicerack rule history`")


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Say which sites hold what of a collection.")
    application.command("set", epilog="A file of rules, for example:\n\n" + EXAMPLE.replace("\n", "\n\n"))(
        _set
    )
    application.command("show")(_show)
    application.command("history")(_history)
    application.command("plan")(_plan)
    return application


def _set(
    file: RulesFile,
    url: Url = DEFAULT_URL,
    message: Annotated[str, typer.Option("--message", "-m", help="Why, for the history.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Replace the rules, after you have seen what that moves and deletes. Example: rule set rules.toml."""
    wanted = read_rules(file)
    with operator_client(url) as client:
        plan = client.plan_rules(wanted)
        if not as_json:
            write("\n".join(plan_lines(plan)) + "\n")
        if not plan.unfollowed:
            _confirm(yes=yes)
        said = {"message": message or wanted.message, "replaces": plan.replaces}
        made = client.set_rules(wanted.model_copy(update=said))
    write(made.model_dump_json(indent=2) + "\n" if as_json else f"version {made.version} is in force\n")


def _show(
    url: Url = DEFAULT_URL,
    version: Annotated[int | None, typer.Option(min=0, help="One of the past. Default: the newest.")] = None,
    as_json: Json = False,
) -> None:
    """Show the rules. Example: spicerack rule show --json > rules.json."""
    with ManagerClient(url) as client:
        rules = client.rules() if version is None else chosen(client.rules_history().versions, version)
    write((rules.model_dump_json(indent=2) if as_json else "\n".join(version_lines(rules))) + "\n")


def _history(url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """List all versions of the rules, the newest first. Example: spicerack rule history."""
    with ManagerClient(url) as client:
        history = client.rules_history()
    write((history.model_dump_json(indent=2) if as_json else "\n".join(history_lines(history))) + "\n")


def _plan(file: RulesFile, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Show what new rules would move and delete; nothing is done. Example: spicerack rule plan rules.toml."""
    wanted = read_rules(file)
    with ManagerClient(url) as client:
        plan = client.plan_rules(wanted)
    write((plan.model_dump_json(indent=2) if as_json else "\n".join(plan_lines(plan))) + "\n")


def _confirm(*, yes: bool) -> None:
    if not yes and not sys.stdin.isatty():
        raise CommandError("nobody is there to confirm, nothing was changed: say --yes")
    if not yes and not typer.confirm("Have these rules from now on?"):
        raise CommandError("nothing was changed")
