"""Patterns in the words of gitignore, as rules of replicas have them."""

from typing import Annotated

from pydantic import Field

PATTERNS_MAX = 100
PATTERN_BYTES_MAX = 8 * 1024
"""Of all patterns of one rule: they stand in every want of a site, and fifty such rules fit a message."""

Pattern = Annotated[
    str, Field(min_length=1, max_length=1024, pattern=r"^(!?[^!\s\x00\\]|[^\x00\r\n]+[^\s\x00\\])$")
]
"""One line of a `.gitignore`; none ends in a backslash, which would escape nothing."""
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=PATTERNS_MAX)]
