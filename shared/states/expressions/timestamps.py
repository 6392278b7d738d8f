"""Timestamps as the States Language writes them: RFC 3339 with capital T and Z."""

import re
from datetime import UTC, datetime
from typing import Final

_FORM: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,12})?(Z|[+-]\d\d:\d\d)")


def parse_timestamp(text: str) -> datetime:
    """Parse_timestamp reads a timestamp into UTC; ValueError says that it is none.

    Fractions finer than a microsecond are cut, as datetime holds no more.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text[:40]}' is no timestamp such as 2026-11-29T10:00:00Z")
    microseconds = int((found[2] or ".")[1:7].ljust(6, "0"))
    whole = datetime.fromisoformat(found[1] + found[3]).astimezone(UTC)
    return whole.replace(microsecond=microseconds)


def is_timestamp(value: object) -> bool:
    """Whether the value is a text that is a timestamp."""
    if not isinstance(value, str):
        return False
    try:
        parse_timestamp(value)
    except (ValueError, OverflowError):
        return False
    return True
