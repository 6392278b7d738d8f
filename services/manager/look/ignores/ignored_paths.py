"""The names that looks have met and not published, for people to see. Pure."""

from collections.abc import Iterable, Mapping
from itertools import islice

from services.manager.look.directory.scan import Scope
from shared.model.paths import parent

SHOWN_MAX = 3

DIRECTORIES_MAX = 10_000
"""Directories remembered; what others ignore is not counted."""


class IgnoredPaths:
    """How many names each directory ignores, and the first of them."""

    def __init__(self) -> None:
        self._directories: dict[str, tuple[int, str]] = {}

    def take(self, scope: Scope, ignored: Mapping[str, tuple[int, str]]) -> None:
        """Take note of a look."""
        if scope.directories is None:
            self._directories.clear()
        for directory in scope.directories or ():
            self._directories.pop(directory, None)
        room = DIRECTORIES_MAX - len(self._directories)
        self._directories.update(islice(ignored.items(), max(room, 0)))

    @property
    def count(self) -> int:
        """How many names are ignored."""
        return sum(number for number, _ in self._directories.values())

    def shown(self) -> tuple[str, ...]:
        """Return some of them."""
        return tuple(islice((first for _, first in self._directories.values()), SHOWN_MAX))


def by_directory(paths: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return how many of some paths each directory has, and the first of them."""
    found: dict[str, tuple[int, str]] = {}
    for path in paths:
        number, first = found.get(parent(path), (0, path))
        found[parent(path)] = (number + 1, first)
    return found
