"""The test that a directory below the root is on the file system that it was on. Pure.

An unmounted directory looks like one that was emptied, and so does one that something was mounted over. What
is not seen there has gone away, which is not the same as deleted (invariant I3).
"""

from collections.abc import Iterable, Mapping, Set

from shared.model.paths import ancestors

MOUNTS_MAX = 1000
"""Mounts remembered, for roots that automounters fill: the first by name."""


def changed_mounts(before: Mapping[str, str] | None, now: Mapping[str, str]) -> frozenset[str]:
    """Return where something else is mounted now, or nothing any more; nowhere, if nobody knows of before."""
    if before is None:
        return frozenset()
    bounded = kept(now)
    return frozenset(path for path in {*before, *bounded} if before.get(path) != bounded.get(path))


def kept(mounts: Mapping[str, str]) -> dict[str, str]:
    """Return what is remembered of mounts."""
    return {path: mounts[path] for path in sorted(mounts)[:MOUNTS_MAX]}


def is_below(path: str, directories: Set[str]) -> bool:
    """Tell whether a path is one of these directories, or below one."""
    return bool(directories) and (path in directories or not directories.isdisjoint(ancestors(path)))


def known_mounts(
    before: Mapping[str, str] | None, now: Mapping[str, str], *, unfinished: Iterable[str]
) -> dict[str, str]:
    """Return what is mounted, as far as what is below was taken in; elsewhere, what was mounted before.

    Args:
        before: as remembered; None before the first look at the whole root.
        now: as seen in a look at the whole root that led to no hold.
        unfinished: paths of which that look has not told yet what became of them.
    """
    told = kept(now)
    for path in changed_mounts(before, now):
        if before is not None and any(is_below(one, {path}) for one in unfinished):
            told.pop(path, None)
            if path in before:
                told[path] = before[path]
    return told
