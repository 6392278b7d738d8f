"""Pages of frames whose headers are asked about, beside all others: the way to each is chosen here."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.archive.api.header_filters import HEADER, exactly, words_of
from services.archive.api.ocs.filters import SUBMITTER, Condition, Given
from services.archive.api.ocs.values import instant_of
from services.archive.database.store.rows import one_of
from services.archive.database.tables import frame
from services.archive.query.few import few_of
from services.archive.query.headers import has_words
from services.archive.query.newest import Having, Place, newest_of
from services.archive.query.sight import Sight

FEW_LEFT = frozenset(
    (
        *("cone", "covers", "intersects", "basename", "basename_exact", "target_name", "target_name_exact"),
        *("OBJECT", "observation_id", "BLKUID", "request_id", "REQNUM", "L1PUBDAT", "DATE_OBS"),
    )
)
"""Parameters that leave few frames, by indexes of their own."""


def asks_headers(given: Given) -> bool:
    """Tell whether parameters are about headers."""
    return any(name == SUBMITTER or name.startswith(HEADER) for name in given)


def narrowed(connection: Connection, conditions: list[Condition], given: Given) -> list[Condition]:
    """Return conditions for the same frames: their numbers, where a header's value leaves few."""
    few = few_having(connection, conditions, given)
    return conditions if few is None else [one_of(frame.c.id, few)]


def few_having(connection: Connection, conditions: list[Condition], given: Given) -> list[int] | None:
    """Return the numbers of all frames that fit, in no order; None where they are many, or no header is
    asked about.
    """
    return few_of(connection, conditions, [has_words(words_of(given))]) if asks_headers(given) else None


def next_having(
    connection: Connection,
    conditions: Sequence[Condition],
    given: Given,
    sight: Sight,
    *,
    after: Place | None,
    back: bool,
    limit: int,
) -> list[int] | None:
    """Return the numbers of the next frames in the order of time; None where that is not the quickest way."""
    if not asks_headers(given) or FEW_LEFT & given.keys():
        return None
    asked = Having(
        listed=sight.listed(),
        words=words_of(given),
        headers=exactly(given, sight),
        others=conditions,
        first=instant_of("start", given["start"][-1]) if "start" in given else None,
        last=instant_of("end", given["end"][-1]) if "end" in given else None,
    )
    return newest_of(connection, asked, after=after, back=back, limit=limit)
