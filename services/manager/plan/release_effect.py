"""The words on what the release of a held site cannot bring back. Pure."""

from services.manager.look.safeguards.brake import TAKEN_AS_FOUND
from shared.contracts.http.sites.membership import SiteStanding

SHOWN_MAX = 3
"""Paths in one line that a person reads before an answer."""


def takes_directory(reason: str) -> bool:
    """Tell whether a release from this hold takes the directory as it is, and fetches what it lacks."""
    return reason in TAKEN_AS_FOUND


def nowhere_else(standing: SiteStanding) -> tuple[str, ...]:
    """Return a line on files that a held site had alone: none where others can bring all of them."""
    number = standing.only_here_files
    if not number:
        return ()
    named = ", ".join(map(repr, standing.only_here_shown[:SHOWN_MAX]))
    more = f" and {number - SHOWN_MAX} more" if number > SHOWN_MAX else ""
    what = "1 file that this site had is" if number == 1 else f"{number} files that this site had are"
    return (
        f"{what} at no other site that is there: {named}{more}; what this directory lacks of "
        "that nobody can bring back: find the disk that has it first",
    )
