"""Findings of a look that depend on paths which changed while it was looking. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set

from services.manager.look.hashing.hash_file import Found
from shared.model.entry import Kind
from shared.model.paths import ancestors
from shared.roots.posix.groups.group import Group


def stale_paths(changed: Set[str], found: Mapping[str, Found], gone: Iterable[str]) -> set[str]:
    """Return `changed` with what is above any of these paths and no directory, and all that was found below.

    Args:
        changed: paths of the look, or above or below them, that changed after it began.
        found: what the look found, by path.
        gone: what it found gone. A directory is not gone while something in it may not be: its delete would
            be refused, and placing it again would stand in the way of a file that took its place.
    """
    above = {ancestor for path in changed for ancestor in ancestors(path)}
    stale = {path for path in above if path in found and found[path].state.kind is Kind.FILE}
    stale |= above.intersection(gone)
    stale |= changed
    return stale | {path for path in found if not stale.isdisjoint(ancestors(path))}


def with_groups(stale: set[str], groups: Sequence[Group]) -> tuple[set[str], list[Group]]:
    """Return `stale` with all of each group that goes as a whole and has a stale path, and the others."""
    left = list(groups)
    while broken := [group for group in left if not group.paths.isdisjoint(stale)]:
        left = [group for group in left if group not in broken]
        stale = stale.union(path for group in broken if group.together for path in group.paths)
    return stale, left
