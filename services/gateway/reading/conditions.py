"""Conditions of a request (RFC 9110, section 13). Pure.

The entity tag of a file is its BLAKE3-256: strong, the same at every site, and never one of other bytes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum

EXAMPLE = "0b8b6024"
"""How the tag of a file may begin."""

TAG = re.compile(r'(W/)?"[^"\s]*"')

MATCHES = ("if-match", "if-none-match")
DATES = ("if-unmodified-since",)


class ConditionError(ValueError):
    """A condition that nobody can read: to write without it might replace what it was to keep."""


def read_conditions(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the conditions of a write by their names, those of one name as one list.

    Args:
        fields: what was said under each name, as often as it was said.

    Raises:
        ConditionError: one is out of form.
    """
    said = {name: ", ".join(fields[name]) for name in (*MATCHES, *DATES) if fields.get(name)}
    for name in MATCHES:
        if name in said and not _is_list(said[name]):
            raise ConditionError(
                f'{name} is {said[name]!r}: say `*`, or entity tags in quotes, as "{EXAMPLE}..."'
            )
    for name in DATES:
        if name in said and _date(said[name]) is None:
            raise ConditionError(f"{name} is {said[name]!r}: say one date of HTTP, or If-Match")
    return said


class Verdict(Enum):
    """What the conditions of a request make of it."""

    PROCEED = "proceed"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a request is held against. `etag` is None where nothing stands."""

    etag: str | None
    """With its quotes."""
    modified: datetime | None = None
    """UTC, whole seconds."""


def etag_of(content: str) -> str:
    """Return the strong entity tag of a content."""
    return f'"{content}"'


def verdict(headers: Mapping[str, str], validators: Validators, *, reads: bool) -> Verdict:
    """Return what the conditions make of a request, in the order of section 13.2.2.

    Args:
        headers: names in small letters.
        validators: of what stands at the path.
        reads: whether the method is GET or HEAD.
    """
    if "if-match" in headers:
        if not _matches(headers["if-match"], validators.etag, weak=False):
            return Verdict.FAILED
    elif _later(validators.modified, headers.get("if-unmodified-since")) is True:
        return Verdict.FAILED
    if "if-none-match" in headers:
        if _matches(headers["if-none-match"], validators.etag, weak=True):
            return Verdict.NOT_MODIFIED if reads else Verdict.FAILED
    elif reads and _later(validators.modified, headers.get("if-modified-since")) is False:
        return Verdict.NOT_MODIFIED
    return Verdict.PROCEED


def range_counts(headers: Mapping[str, str], validators: Validators, *, date_is_strong: bool) -> bool:
    """Tell whether `If-Range` lets the `Range` count.

    Args:
        headers: names in small letters.
        validators: of what stands at the path.
        date_is_strong: whether no other content of the path has the same second of time.
    """
    given = headers.get("if-range")
    if given is None:
        return True
    given = given.strip()
    if given.startswith(('"', "W/")):
        return given == validators.etag
    return date_is_strong and validators.modified is not None and _date(given) == validators.modified


def http_date(time: datetime) -> str:
    """Return a time as HTTP has it."""
    return format_datetime(time.replace(microsecond=0), usegmt=True)


def _matches(header: str, etag: str | None, *, weak: bool) -> bool:
    if header.strip() == "*":
        return etag is not None
    return etag is not None and any(_same(one.strip(), etag, weak=weak) for one in header.split(","))


def _is_list(header: str) -> bool:
    """Tell whether a field is `*`, or entity tags with commas between them."""
    tags = [one for part in header.split(",") if (one := part.strip())]
    return tags == ["*"] or (bool(tags) and all(TAG.fullmatch(one) for one in tags))


def _same(given: str, etag: str, *, weak: bool) -> bool:
    return (given.removeprefix("W/") if weak else given) == etag


def _later(modified: datetime | None, header: str | None) -> bool | None:
    """Tell whether something was modified after the date in a header; None where that cannot be told."""
    given = None if header is None else _date(header)
    return None if given is None or modified is None else modified > given


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else None
