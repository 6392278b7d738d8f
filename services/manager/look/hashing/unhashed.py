"""Paths in the directory that no look has hashed yet: they may be just what others have. Pure."""

from collections.abc import Iterable

from services.manager.look.directory.scan import Scope
from shared.model.paths import parent


class UnhashedPaths:
    """Paths that are not asked for: what stands there is not known, so neither prior nor need of them is."""

    def __init__(self) -> None:
        self.all_hashed = False
        """Whether the whole root was looked at since the start, but for `paths`."""
        self._paths: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """What was moving, or not quiet yet, when its directory was last looked at."""
        return self._paths

    def take(self, scope: Scope, unhashed: Iterable[str], *, finished: bool) -> None:
        """Take note of a look.

        Args:
            scope: what was looked at.
            unhashed: what it found and did not hash.
            finished: whether it took in all else of its scope.
        """
        elsewhere = {path for path in self._paths if not _within(scope, path)}
        self._paths = frozenset(elsewhere.union(unhashed))
        self.all_hashed = self.all_hashed or (scope.whole and finished)


def _within(scope: Scope, path: str) -> bool:
    return scope.directories is None or not scope.directories.isdisjoint({path, parent(path)})
