"""Regular expressions of operators, in the syntax of RE2: each takes time linear to the name. Pure."""

from functools import lru_cache
from typing import Any

import re2

PATTERN_MAX = 1000
"""Characters: RE2 compiles a pattern into memory in proportion to it."""

MEMORY_MAX = 8 * 1024 * 1024
"""Bytes of one compiled pattern."""

COMPILED_MAX = 1024
"""Patterns that are kept: all of a file of usual size."""

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-~ ")
"""Characters that stand for themselves."""


class PatternError(ValueError):
    """The text is no pattern; `str()` says why."""


@lru_cache(maxsize=COMPILED_MAX)
def compiled(text: str) -> Any:  # noqa: ANN401 - the library has no types
    """Return a pattern. Raises PatternError."""
    if len(text) > PATTERN_MAX:
        raise PatternError(f"a pattern has at most {PATTERN_MAX} characters")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY_MAX
    try:
        return re2.compile(text, options)
    except re2.error as error:
        said = error.args[0] if error.args else error
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise PatternError(f"{text!r} is no pattern of RE2: {words}") from error


def matches(text: str, name: str) -> bool:
    """Tell whether a pattern fits a whole name; one that is not UTF-8 fits none."""
    try:
        return compiled(text).fullmatch(name) is not None
    except UnicodeEncodeError:
        return False


def identity(text: str, name: str) -> str | None:
    """Return what the group `id` of a pattern, or its first one, or all of it, holds of a name; else None."""
    try:
        found = compiled(text).fullmatch(name)
    except UnicodeEncodeError:
        return None
    if found is None:
        return None
    named = found.groupdict()
    if "id" in named:
        return _text(named["id"])
    return _text(found.group(1) if found.groups() else found.group(0))


def literal(text: str) -> str | None:
    """Return the one name that a pattern of plain characters fits, else None. An escaped dot is one."""
    bare = text.replace("\\.", "")
    return text.replace("\\.", ".") if PLAIN.issuperset(bare) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
