"""Values of OCS' parameters. Pure."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime

from shared.web.problem import BadRequestError

INT32_MAX = 2**31 - 1

CONFIGURATION_TYPES = (
    "BIAS",
    "DARK",
    "EXPOSE",
    "SPECTRUM",
    "LAMPFLAT",
    "SKYFLAT",
    "STANDARD",
    "TRAILED",
    "GUIDE",
    "EXPERIMENTAL",
    "CATALOG",
)
"""OCS' default of CONFIGURATION_TYPES."""

SCIENCE_TYPES = ("EXPOSE", "TARGET", "SPECTRUM", "CATALOG", "OBJECT")
"""OCS' default of SCIENCE_CONFIGURATION_TYPES."""

TEXT_MAX = 1000
"""Characters of a text that is looked for: the longest name has as many."""


def text_of(name: str, value: str) -> str:
    """Return a text that the database takes. Raises BadRequestError."""
    if len(value) > TEXT_MAX or "\0" in value:
        raise BadRequestError(f"{name}: at most {TEXT_MAX} characters, none of them NUL")
    return value


def integer_of(name: str, value: str) -> int:
    """Return a whole number. Raises BadRequestError."""
    if len(value) > 20 or not value.removeprefix("-").isascii() or not value.removeprefix("-").isdigit():
        raise BadRequestError(f"{name}: {value[:40]!r} is no whole number")
    number = int(value)
    if abs(number) > 2**63 - 1:
        raise BadRequestError(f"{name}: {value} is too large")
    return number


def real_of(name: str, value: str) -> float:
    """Return a finite number. Raises BadRequestError."""
    try:
        number = float(value[:64])
    except ValueError:
        number = float("nan")
    if not abs(number) < float("inf"):
        raise BadRequestError(f"{name}: {value[:40]!r} is no number")
    return number


def instant_of(name: str, value: str) -> datetime:
    """Return a moment: a date is its midnight, and one without a zone is UTC. Raises BadRequestError."""
    try:
        found = datetime.fromisoformat(value.strip().replace(" ", "T", 1))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequestError(
            f"{name}: {value[:40]!r} is no date, as 2026-03-04 or 2026-03-04T05:06:07"
        ) from None


def day_of(name: str, value: str) -> date:
    """Return a day. Raises BadRequestError."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise BadRequestError(f"{name}: {value[:40]!r} is no day, as 2026-03-04 or 20260304") from None


def flag_of(name: str, value: str) -> bool:
    """Return a yes or no. Raises BadRequestError."""
    match value.strip().lower():
        case "true" | "1":
            return True
        case "false" | "0":
            return False
    raise BadRequestError(f"{name}: {value[:40]!r} is neither true nor false")


def types_of(name: str, values: Sequence[str]) -> list[str]:
    """Return known configuration types. Raises BadRequestError."""
    for value in values:
        if value not in CONFIGURATION_TYPES:
            raise BadRequestError(f"{name}: {value[:40]!r} is none of {', '.join(CONFIGURATION_TYPES)}")
    return list(values)


def folded(text: str) -> str:
    """Return a text without its accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
