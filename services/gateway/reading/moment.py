"""A moment of a collection's history, as callers name it: a revision, or a time. Pure."""

from datetime import UTC, datetime

from shared.model.numbers import INT64_MAX
from shared.web.problem import MalformedError

MOMENT_MAX = 40
"""Characters: the longest time of ISO 8601 has 32."""

Moment = int | datetime


def parse_moment(text: str) -> Moment:
    """Return a revision, or a time with its zone (UTC where none is said).

    Raises:
        MalformedError: it is neither.
    """
    if text.isascii() and text.isdigit() and len(text) <= MOMENT_MAX:
        revision = int(text)
        if revision > INT64_MAX:
            raise MalformedError(f"at: no revision is as large as {text}")
        return revision
    try:
        # A plus that was not escaped in the URL arrives as a blank.
        time = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text.strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedError(
            f"at: {text[:MOMENT_MAX]!r} is neither a revision nor a time such as 2026-01-31T12:00:00Z"
        ) from error
