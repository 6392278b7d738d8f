"""Questions as clients of the virtual observatory put them (DALI 1.1)."""

from collections.abc import Mapping, Sequence

from starlette.datastructures import QueryParams
from starlette.responses import Response

from services.archive.api.asking import Desk
from services.archive.api.ocs.listing import given_of
from services.archive.refusals import OBSERVATORY
from services.archive.vo.obscore import Publisher
from services.archive.vo.votable import MEDIA_TYPE, error

ROWS = 10_000
"""Of an answer where MAXREC is not said."""

ROWS_MAX = 20_000
"""Of any answer: some 20 MB of XML."""

Said = Mapping[str, Sequence[str]]
"""Parameters by their names in capitals, each with all its values."""


class QuestionError(ValueError):
    """The question is refused; the text says why."""


def said_of(parameters: QueryParams) -> Said:
    """Return what a request says. Raises BadRequestError."""
    found: dict[str, list[str]] = {}
    for name, values in given_of(parameters).items():
        found.setdefault(name.upper(), []).extend(values)
    return found


def last(said: Said, name: str) -> str | None:
    """Return what is said of a parameter."""
    return said[name][-1] if name in said else None


def rows_of(said: Said) -> int:
    """Return how many rows an answer may have. Raises QuestionError."""
    text = last(said, "MAXREC")
    if text is None:
        return ROWS
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise QuestionError(f"MAXREC: {text[:40]!r} is no whole number")
    return min(int(text), ROWS_MAX)


def demand_votable(said: Said) -> None:
    """Make sure that a table is asked for as we tell it. Raises QuestionError."""
    form = (last(said, "RESPONSEFORMAT") or last(said, "FORMAT") or "votable").lower()
    if form != "votable" and not form.startswith((MEDIA_TYPE, "text/xml")):
        raise QuestionError(f"RESPONSEFORMAT: {form[:60]!r} is not told here; votable is")


def publisher_of(desk: Desk) -> Publisher:
    """Return who publishes the frames."""
    return Publisher(desk.context.config.vo_authority, desk.context.collection, desk.base)


def told(desk: Desk, text: str) -> Response:
    """Return a table as an answer."""
    return Response(text, media_type=MEDIA_TYPE, headers=told_headers(desk))


def told_headers(desk: Desk) -> dict[str, str]:
    """Return what an answer says in its head."""
    return {
        name: desk.response.headers[name]
        for name in ("SpiceRack-Revision", "Cache-Control")
        if name in desk.response.headers
    }


def refused(desk: Desk, words: str, *, kind: str = OBSERVATORY) -> Response:
    """Return a refusal as a table, and count it."""
    desk.context.figures.refused[kind] += 1
    return Response(error(words), status_code=400, media_type=MEDIA_TYPE)
