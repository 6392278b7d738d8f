"""The part of a collection that a site follows, by patterns in the words of gitignore. Pure."""

import re
from collections.abc import Iterable

from pathspec import GitIgnoreSpec


class FilterError(ValueError):
    """A line is no pattern; the message says which."""


class SiteFilter:
    """Tells of paths whether a site follows them.

    A path is followed where it fits `include`, or that is empty, and does not fit `exclude`.
    """

    def __init__(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> None:
        """Take the patterns. Raises FilterError."""
        self._include = _spec(include)
        self._exclude = _spec(exclude)

    @property
    def whole(self) -> bool:
        """Whether every path is followed."""
        return self._include is None and self._exclude is None

    def follows(self, path: str, *, directory: bool = False) -> bool:
        """Tell whether a file or directory is followed."""
        name = f"{path}/" if directory else path
        if self._include is not None and not self._include.match_file(name):
            return False
        return self._exclude is None or not self._exclude.match_file(name)


def _spec(lines: Iterable[str]) -> GitIgnoreSpec | None:
    lines = tuple(lines)
    if not lines:
        return None
    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error) as error:  # the latter for ranges that are turned around, `[z-a]`
        raise FilterError(str(error)) from error
