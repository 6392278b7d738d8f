"""`spicerack keys`: another key for a site, and the end of one that others may know."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.identity.keyfile import SITE_KEY_FILE, KeyFileError, rotate_key
from shared.service.lifecycle import system_random
from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.sites.membership import checked
from spicerack.errors import CommandError, UsageProblem

KEY_DIGITS = 16


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Give a site another key, or have its key not be believed any more.")
    application.command("rotate")(_rotate)
    application.command("revoke")(_revoke)
    return application


def _rotate(
    state: Annotated[
        Path, typer.Argument(metavar="STATE", help="The state directory of the site's manager.")
    ],
) -> None:
    """Give a site another key. The key before vouches for it, so nobody has to release the site.

    Run it on the site's host, as the user of the manager, and start the manager again. The log has an entry
    of it with the next change of the site.
    Example: spicerack keys rotate ~/.local/state/spicerack/spice/manager-a
    """
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


def _revoke(
    *,
    site: Annotated[str, typer.Argument(help="The site whose key others may know.")],
    url: Url = DEFAULT_URL,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Have nothing be believed any more that the key of a site signs from now on, for ever.

    The site needs another one: remove the key file from its manager's state directory, start the manager, and
    release the site. Example: spicerack keys revoke mirror
    """
    if not yes and not (sys.stdin.isatty() and typer.confirm(f"Revoke the key of {checked(site)} for ever?")):
        raise CommandError("nobody confirmed, nothing was changed: say --yes")
    with ManagerClient(url) as client:
        told = client.revoke_key(checked(site))
    lines = (
        f"the key {told.key[:KEY_DIGITS]} of {site} is revoked; the log says so with its next commit",
        f"on the host of {site}: remove {SITE_KEY_FILE} from the state of its manager, and start that again; "
        f"then `spicerack site release {site}`",
    )
    write((told.model_dump_json(indent=2) if as_json else "\n".join(lines)) + "\n")
