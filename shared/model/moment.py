"""A moment of a collection's history, as callers name it: a revision, or a time. Pure."""

from datetime import UTC, datetime

from shared.model.numbers import INT64_MAX

MOMENT_MAX = 40
"""Characters: the longest time of ISO 8601 has 32."""

Moment = int | datetime


class MomentError(ValueError):
    """The text names no moment; the message says why."""


def parse_moment(text: str) -> Moment:
    """Return a revision, or a time with its zone (UTC where none is said).

    Raises:
        MomentError: it is neither.
    """
    if len(text) > MOMENT_MAX:
        raise MomentError(f"{text[:MOMENT_MAX]!r}... is too long for a revision or a time")
    if text.isascii() and text.isdigit():
        revision = int(text)
        if revision > INT64_MAX:
            raise MomentError(f"no revision is as large as {text}")
        return revision
    try:
        # A plus that was not escaped in the URL arrives as a blank.
        time = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text.strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MomentError(
            f"{text!r} is neither a revision nor a time such as 2026-01-31T12:00:00Z"
        ) from error
