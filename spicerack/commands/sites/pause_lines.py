"""Pauses that were made or ended, as lines for a person. Pure."""

from shared.contracts.http.pauses import PauseList, PauseRow
from spicerack.text import printable


def paused_lines(done: PauseList) -> list[str]:
    """Return what is paused, and what that means."""
    lines = [f"{_who(one, done)} {_is(one)} paused since {_since(one)}" for one in done.pauses]
    return [*lines, "nothing moves to or from there until `spicerack resume`; changes are kept until then"]


def resumed_lines(done: PauseList) -> list[str]:
    """Return what goes on."""
    if not done.pauses:
        return ["not paused: nothing to resume"]
    return [f"{_who(one, done)} {'go' if one.site is None else 'goes'} on" for one in done.pauses]


def _who(one: PauseRow, done: PauseList) -> str:
    return f"all sites of {done.collection}" if one.site is None else one.site


def _is(one: PauseRow) -> str:
    return "are" if one.site is None else "is"


def _since(one: PauseRow) -> str:
    by = f" by {printable(one.by)}" if one.by else ""
    return f"{one.since:%Y-%m-%dT%H:%M:%SZ}{by}"
