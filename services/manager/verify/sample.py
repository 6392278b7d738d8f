"""The choice of some files of many, the same for everybody who makes it under one number. Pure."""

from collections.abc import Iterable
from hashlib import blake2b

from shared.model.paths import ancestors

WHOLE = 100.0
"""Percent."""

DRAWN_BYTES = 8

ALL = 1 << 8 * DRAWN_BYTES
"""Numbers that are drawn from."""


def is_drawn(path: str, *, number: int, percent: float) -> bool:
    """Tell whether a path is among `percent` of all, drawn under a number: another number draws others."""
    if percent >= WHOLE:
        return True
    digest = blake2b(f"{number} {path}".encode(), digest_size=DRAWN_BYTES).digest()
    return int.from_bytes(digest) < int(percent / WHOLE * ALL)


def outermost(paths: Iterable[str]) -> list[str]:
    """Return paths in order, without those that are below another."""
    named = set(paths)
    return sorted(path for path in named if named.isdisjoint(ancestors(path)))
