"""A walk over directories that a server lists one at a time."""

from collections.abc import Callable, Iterator, Sequence

from shared.model.entry import Kind
from shared.model.paths import PATH_MAX
from shared.roots.errors import StorageError
from shared.roots.port import Stat

ENCODING = "utf-8"


def walk(prefix: str, names: Callable[[str], Sequence[Stat]]) -> Iterator[Stat]:
    """Yield all below `prefix` in the order of the paths' bytes.

    Args:
        prefix: a directory; empty for the root.
        names: lists one directory.

    Raises:
        StorageError: from `names`; or a path is longer than any that a root can hold.
    """
    waiting = _in_order(names(prefix))
    while waiting:
        found = waiting.pop()
        if len(found.path.encode(ENCODING, "surrogateescape")) > PATH_MAX:
            raise StorageError(f"a path is longer than {PATH_MAX} bytes: {found.path[:80]!r}...")
        yield found
        if found.kind is Kind.DIRECTORY:
            waiting += _in_order(names(found.path))


def _in_order(found: Sequence[Stat]) -> list[Stat]:
    """Return a stack whose top is the first. A directory stands where its content begins."""
    return sorted(found, key=_place, reverse=True)


def _place(stat: Stat) -> bytes:
    path = f"{stat.path}/" if stat.kind is Kind.DIRECTORY else stat.path
    return path.encode(ENCODING, "surrogateescape")
