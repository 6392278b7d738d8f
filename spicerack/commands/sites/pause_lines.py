"""Pauses that were made or ended, as lines for a person. Pure."""

from shared.contracts.http.sites.pauses import PauseList, PauseRow
from spicerack.pause_words import pause_words


def paused_lines(done: PauseList) -> list[str]:
    """Return what is paused, and what that means."""
    lines = [
        f"{_who(one, done)} {'are' if one.site is None else 'is'} {pause_words(one)}" for one in done.pauses
    ]
    return [*lines, "nothing moves to or from there until `spicerack resume`; changes are kept until then"]


def resumed_lines(done: PauseList) -> list[str]:
    """Return what goes on."""
    if not done.pauses:
        return ["not paused: nothing to resume"]
    return [f"{_who(one, done)} {'go' if one.site is None else 'goes'} on" for one in done.pauses]


def _who(one: PauseRow, done: PauseList) -> str:
    return f"all sites of {done.collection}" if one.site is None else one.site
