"""Paths that could not be read at the last look, and those to look at once they can be. Pure."""

from collections.abc import Iterable

from services.manager.look.directory.scan import ROOT, Scope
from services.manager.look.problems import Unreadable
from shared.model.paths import parent

UNREAD_MAX = 10_000
"""Paths remembered; with more of them, one look at the whole root is cheaper."""


class UnreadablePaths:
    """Paths below which nothing is known to be as the index says.

    A look at the whole root that cannot read a directory has not seen what is below it either. Once it can be
    read, a look at the directory alone does not descend into subdirectories that the index knows.
    """

    def __init__(self) -> None:
        self._paths: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """What to try again; the root stands for everything."""
        return self._paths

    def take(self, scope: Scope, problems: Iterable[object]) -> frozenset[str]:
        """Take note of a look; return what it could read again, below which nobody has looked yet."""
        unreadable = frozenset(problem.path for problem in problems if isinstance(problem, Unreadable))
        if scope.directories is None:
            before, covered = frozenset[str](), frozenset[str]()
        else:
            before = self._paths
            covered = frozenset(p for p in before if not scope.directories.isdisjoint({p, parent(p)}))
        paths = (before - covered) | unreadable
        self._paths = paths if len(paths) <= UNREAD_MAX else frozenset({ROOT})
        return covered - unreadable
