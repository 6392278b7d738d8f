"""`spicerack site release`: let a held site go on, after a person has looked."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from shared.contracts.http.sites import ReleasePlan
from shared.model.names import is_name
from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Url, new_app, real_time
from spicerack.commands.sites.sync import POLL_INTERVAL
from spicerack.commands.times import Time
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import printable

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
    effect = [f"  {printable(line)}" for line in view.effect]
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
    # Without a callback Typer would drop the name of a group's only command.
    application.callback()(_sites)
    return application


def _sites() -> None:
    """Look after one site."""


def _release(
    name: Annotated[str, typer.Argument(help="The site.")],
    url: Url = DEFAULT_URL,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Let a held site go on, after you have seen why it is held and what a release does."""
    with ManagerClient(url) as client:
        release_site(client, name, confirm=_confirmation(yes=yes), say=print, time=real_time())


def _confirmation(*, yes: bool) -> Confirm:
    def confirm(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            raise CommandError("nobody is there to confirm, nothing was changed: say --yes")
        return typer.confirm(question)

    return confirm
