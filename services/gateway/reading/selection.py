"""Selections of paths, as callers describe them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.gateway.reading.glob import Glob
from shared.catalog.store.path_filter import PathFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a tree is asked for."""

    filter: PathFilter
    """What the database judges."""
    glob: Glob | None = None
    """What is judged path by path."""

    @property
    def prefix(self) -> str | None:
        """What every path begins with; None where prefix and glob have nothing in common."""
        short, long = sorted((self.filter.prefix, self.glob.prefix if self.glob else ""), key=len)
        return long if long.startswith(short) else None

    def matches(self, path: str) -> bool:
        """Tell whether a path that the filter lets through is selected."""
        return self.glob is None or self.glob.matches(path)

    def at(self, revision: int) -> "Selection":
        """Return the same of the tree as it stood at a revision."""
        return replace(self, filter=replace(self.filter, at=revision))


def outermost(prefixes: Iterable[str]) -> list[str]:
    """Return the prefixes that are not below another: what they select is walked once."""
    kept: list[str] = []
    for prefix in sorted(prefixes):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return kept
