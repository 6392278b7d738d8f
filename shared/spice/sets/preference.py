"""The order in which kernels are preferred that can stand for each other. Pure."""

FORMER = frozenset(
    {"a_old_versions", "a_older_versions", "old_versions", "former_versions", "former", "zzarchive"}
)
"""Folders in which archives keep what was superseded (NAIF; ESA; NASA's mission teams)."""

Preference = tuple[int, bool, str, tuple[int, ...], str]
"""The larger is preferred."""


def is_former(path: str) -> bool:
    """Tell whether a kernel lies where archives keep what was superseded."""
    return not FORMER.isdisjoint(path.lower().split("/")[:-1])


def preference(path: str, quality: int, rank: str) -> Preference:
    """Return the place of a kernel in the order of those that can stand for each other.

    Args:
        path: of equals the first by path is preferred.
        quality: of its name, better is higher.
        rank: compares as its version.
    """
    return (quality, not is_former(path), rank, tuple(-ord(letter) for letter in path), path)
