"""The archive that commands ask: the one that was named, or one that a manager knows of."""

from typing import Annotated

import typer

from spicerack.client.archive.client import ArchiveClient
from spicerack.client.client import ManagerClient
from spicerack.commands.run.url import services_with, url_of
from spicerack.errors import UsageProblem

ARCHIVE = "archive"

ArchiveUrl = Annotated[
    str | None,
    typer.Option(
        "--archive",
        metavar="URL",
        envvar="SPICERACK_ARCHIVE_URL",
        help="The archive to ask. Default: one that the manager at --url knows of.",
    ),
]

Filtered = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME=VALUE]...",
        help="Filters as the archive's list has them: start=2026-03-01, proposal_id=P1, cone=RA,DEC,RADIUS, "
        "header.AIRMASS.max=1.5 and so on.",
        show_default=False,
    ),
]


def archive_at(url: str, archive: str | None) -> ArchiveClient:
    """Return a client of the archive that was named, or of one that a manager knows of.

    Raises:
        CommandError: no archive is known.
    """
    if archive is not None:
        return ArchiveClient(archive)
    with ManagerClient(url) as manager:
        found = services_with(manager.services, ARCHIVE)
    return ArchiveClient(url_of(found.services, ARCHIVE, site=None))


def filters_of(words: list[str] | None) -> dict[str, str]:
    """Return filters as they were typed. Raises UsageProblem."""
    found: dict[str, str] = {}
    for word in words or []:
        name, sign, value = word.partition("=")
        if not sign or not name or not value:
            raise UsageProblem(f"{word!r} is no filter: say NAME=VALUE, as proposal_id=P1")
        if name in ("cursor", "columns", "format", "limit", "changed_since"):
            raise UsageProblem(f"{name} is no filter: see the options of this command")
        found[name] = value
    return found
