"""Pages of OCS' lists: by limit and offset in any order, or by a cursor in the order of time."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, tuple_

from services.archive.api.ocs.values import integer_of
from services.archive.database.tables import frame
from shared.web.problem import BadRequestError

LIMIT = 100
"""Rows of a page: OCS' default."""

LIMIT_MAX = 1000
"""More is cut without a word, as upstream."""

OFFSET_MAX = 10_000_000
"""Rows to skip: beyond it the database would only count; a cursor costs the same on every page."""

ORDERS = {
    name: frame.c[name]
    for name in (
        *("id", "basename", "observation_date", "primary_optical_element", "configuration_type"),
        *("proposal_id", "instrument_id", "target_name", "reduction_level", "exposure_time"),
    )
}

DEFAULT_ORDER = "-observation_date"


def limit_of(text: str | None) -> int:
    """Return how many rows a page has. What is no number is the default, as upstream."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) == 0:
        return LIMIT
    return min(int(text), LIMIT_MAX)


def offset_of(text: str | None) -> int:
    """Return how many rows are skipped. Raises BadRequestError."""
    if text is None or not text.isascii() or not text.isdigit():
        return 0
    offset = integer_of("offset", text)
    if offset > OFFSET_MAX:
        raise BadRequestError(
            f"offset: {OFFSET_MAX} at most; pagination_style=cursor goes as far as you like"
        )
    return offset


def ordering_of(text: str | None) -> list[ColumnElement[Any]]:
    """Return in which order rows come: names that are none are passed over, as upstream.

    The number of the frame decides between equals: so no row is on two pages, or on none.
    """
    known = _known(text) or [DEFAULT_ORDER]
    columns = [_directed(one) for one in known]
    return [*columns, frame.c.id.desc() if known[0].startswith("-") else frame.c.id.asc()]


def check_cursor_order(text: str | None) -> None:
    """Make sure that no other order is asked for than that of cursors. Raises BadRequestError."""
    if _known(text) not in ([], [DEFAULT_ORDER], [DEFAULT_ORDER, "-id"]):
        raise BadRequestError(
            "ordering: pages by cursor are newest first; leave it out, or take pages by limit and offset"
        )


def _known(text: str | None) -> list[str]:
    named = [one.strip() for one in (text or "").split(",")]
    return [one for one in named if one.removeprefix("-") in ORDERS][: len(ORDERS)]


def _directed(name: str) -> ColumnElement[Any]:
    column = ORDERS[name.removeprefix("-")]
    # An index gives no other order of nothing; a date is always there in lists.
    ordered = column.desc() if name.startswith("-") else column.asc()
    return ordered.nulls_last() if column is frame.c.exposure_time else ordered


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two frames in the order of time, newest first."""

    date: datetime
    id: int
    back: bool = False
    """Whether the page before it is asked for."""

    def text(self) -> str:
        """Return it as it stands in a URL."""
        words = f"{'p' if self.back else 'n'}|{self.date.isoformat()}|{self.id}"
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    def condition(self) -> ColumnElement[bool]:
        """Return what holds of all frames on its side."""
        place, at = tuple_(frame.c.observation_date, frame.c.id), tuple_(self.date, self.id)
        return place > at if self.back else place < at


def cursor_of(text: str) -> Cursor:
    """Return a cursor from a URL. Raises BadRequestError."""
    try:
        words = base64.urlsafe_b64decode(text[:200] + "=" * (-len(text[:200]) % 4)).decode("ascii")
        way, date, number = words.split("|")
        return Cursor(datetime.fromisoformat(date), int(number), back=way == "p")
    except (ValueError, binascii.Error, UnicodeDecodeError):
        raise BadRequestError("cursor: take it from `next` or `previous` of another page") from None


def cursors_around(
    rows: Sequence[Any], *, more: bool, asked: Cursor | None
) -> tuple[Cursor | None, Cursor | None]:
    """Return the cursors of the next page and of the one before.

    Args:
        rows: of this page, in the order of the list.
        more: whether there is more on the side that was asked for.
        asked: the cursor of this page, None of the first.
    """
    if not rows:
        return None, None
    back = asked is not None and asked.back
    following = Cursor(rows[-1]["observation_date"], rows[-1]["id"]) if more or back else None
    before = Cursor(rows[0]["observation_date"], rows[0]["id"], back=True)
    return following, before if (more if back else asked is not None) else None
