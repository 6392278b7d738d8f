"""`spicerack site`: let a held site go on, and have sites come and go."""

import json
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from shared.contracts.http.sites.membership import SiteStanding
from shared.contracts.http.sites.status import ReleasePlan
from shared.model.names import is_name
from spicerack.client.client import ManagerClient
from spicerack.client.operator_client import KEY_TAKEN
from spicerack.commands.operator import operator_client
from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, new_app, real_time, write
from spicerack.commands.sites.labels import labelled, labels_of
from spicerack.commands.sites.membership import (
    checked,
    drain_site,
    drained_lines,
    removed_lines,
    standing_line,
    unpublished_lines,
)
from spicerack.commands.sites.rules.rule_lines import plan_lines
from spicerack.commands.sites.sync import POLL_INTERVAL, progress_on
from spicerack.commands.times import Time
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import printable

DRAIN_SECONDS = 3600.0

RELEASE_TIMEOUT = 60.0
"""Seconds that a site has to take its release: it may have to finish a scan first."""

Say = Callable[[str], None]
Confirm = Callable[[str], bool]


def release_site(client: ManagerClient, name: str, *, confirm: Confirm, say: Say, time: Time) -> None:
    """Show why a site is held and what a release does, ask, release, and wait until it is released.

    Raises:
        CommandError: nobody confirmed, or the site did not take it in time.
    """
    if not is_name(name):
        raise UsageProblem(f"{name!r} cannot name a site: `spicerack status` lists the sites")
    view = client.release_view(name)
    if not view.held:
        say(f"{name} is not held: nothing to release")
        return
    for line in view_lines(view):
        say(line)
    if not confirm(f"Release {name}?"):
        raise CommandError(f"{name} stays held: nothing was changed")
    client.release(name)
    _wait_released(client, name, time)
    say(f"{name} is released")


def view_lines(view: ReleasePlan) -> list[str]:
    """Return why a site is held and what a release would do."""
    why = printable(view.text or view.reason)
    known = (f"the key that is known then: {view.key}",) if view.reason == KEY_TAKEN and view.key else ()
    effect = [f"  {printable(line)}" for line in (*view.effect, *known)]
    return [f"{view.name} is held: {why}", *(["A release would:", *effect] if effect else [])]


def _wait_released(client: ManagerClient, name: str, time: Time) -> None:
    deadline = time.now() + RELEASE_TIMEOUT
    while client.release_view(name).held:
        if time.now() >= deadline:
            raise CommandError(
                f"{name} was told to go on but is still held after {RELEASE_TIMEOUT:g} s: "
                "look at its manager's log"
            )
        time.sleep(POLL_INTERVAL)


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after one site.")
    application.command("release")(_release)
    application.command("drain")(_drain)
    application.command("remove")(_remove)
    application.command("add")(_add)
    application.command("label")(_label)
    return application


Name = Annotated[str, typer.Argument(help="The site.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def _release(name: Name, url: Url = DEFAULT_URL, yes: Yes = False) -> None:
    """Let a held site go on, after you have seen why it is held and what a release does."""
    with operator_client(url) as client:
        release_site(client, name, confirm=_confirmation(yes=yes), say=print, time=real_time())


def _drain(
    *,
    name: Name,
    url: Url = DEFAULT_URL,
    timeout: Annotated[
        float, typer.Option(min=0.0, callback=finite, help="Seconds to wait at most.")
    ] = DRAIN_SECONDS,
    as_json: Json = False,
) -> None:
    """Wait until other sites hold all that a site holds; none of them counts on it from now on.

    It goes on publishing and receiving meanwhile. Example: spicerack site drain mirror
    """
    with operator_client(url) as client, progress_on(sys.stderr) as show:
        standing = drain_site(client, name, patience=timeout, time=real_time(), show=show)
        _show_unpublished(client, name)
    write(_said(standing, drained_lines, as_json=as_json))


def _remove(
    *,
    name: Name,
    url: Url = DEFAULT_URL,
    yes: Yes = False,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Also where files would be nowhere then: its disk is dead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Have a site be listed and waited for no more. Its directory stays as it is, and nothing is deleted.

    Refused where files would be nowhere then. Example: spicerack site remove mirror --yes
    """
    with operator_client(url) as client:
        standing = client.standing(checked(name))
        if standing.only_here_files:
            print(standing_line(standing), file=sys.stderr)
        _show_unpublished(client, name)
        if not _confirmation(yes=yes)(f"Remove {name}?"):
            raise CommandError(f"{name} stays: nothing was changed")
        removed = client.remove_site(name, abandon=abandon)
    write(_said(removed, removed_lines, as_json=as_json))


def _show_unpublished(client: ManagerClient, name: str) -> None:
    site = next((one for one in client.status().sites if one.name == name), None)
    for line in unpublished_lines(site):
        print(line, file=sys.stderr)


def _add(name: Name, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Take a site in again that drains or was removed: what it has is looked at, and moves nowhere.

    A new site needs no command: it joins when its manager is started. Example: spicerack site add mirror
    """
    with operator_client(url) as client:
        standing = client.add_site(checked(name))
    write(_said(standing, lambda one: [f"{one.name} is a site as any other"], as_json=as_json))


def _label(
    *,
    name: Name,
    labels: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="From now on; KEY= takes one away. None: show."),
    ] = None,
    url: Url = DEFAULT_URL,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Show or change the labels of a site, by which rules name it; they stand in the rules of the collection.

    Shows what that moves and deletes before it asks. Example: spicerack site label mirror zone=tucson
    """
    with operator_client(url) as client:
        rules = client.rules()
        if labels:
            wanted = labelled(rules, checked(name), labels)
            if not as_json:
                write("\n".join(plan_lines(client.plan_rules(wanted))) + "\n")
            if not _confirmation(yes=yes)(f"Change the labels of {name}?"):
                raise CommandError("nothing was changed")
            rules = client.set_rules(wanted)
    found = labels_of(rules, name)
    write(f"{json.dumps(found)}\n" if as_json else f"{name}: {', '.join(found) or 'no labels'}\n")


def _said(standing: SiteStanding, lines: Callable[[SiteStanding], list[str]], *, as_json: bool) -> str:
    return (standing.model_dump_json(indent=2) if as_json else "\n".join(lines(standing))) + "\n"


def _confirmation(*, yes: bool) -> Confirm:
    def confirm(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            raise CommandError("nobody is there to confirm, nothing was changed: say --yes")
        return typer.confirm(question)

    return confirm
