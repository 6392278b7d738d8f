"""The order in which kernels are preferred that can stand for each other. Pure."""

from shared.spice.kinds.by_name import claimed

FORMER = frozenset(
    {"a_old_versions", "a_older_versions", "old_versions", "former_versions", "former", "zzarchive"}
)
"""Folders in which archives keep what was superseded (NAIF; ESA; NASA's mission teams)."""

Preference = tuple[bool, int, bool, float, str, tuple[int, ...], str]
"""The larger is preferred."""


def is_former(path: str) -> bool:
    """Tell whether a kernel lies where archives keep what was superseded."""
    return not FORMER.isdisjoint(path.lower().split("/")[:-1])


def is_misnamed(path: str, family: str, form: str) -> bool:
    """Tell whether a kernel bears the name of another kind: its name then tells nothing else of it either."""
    named = claimed(path)
    return named is not None and named != (family, form)


def preference(path: str, quality: int, rank: str, *, misnamed: bool, made: float = 0.0) -> Preference:
    """Return the place of a kernel in the order of those that can stand for each other.

    Args:
        path: of equals the first by path is preferred.
        quality: of its name, better is higher.
        rank: compares as its version.
        misnamed: whether its name is that of another kind.
        made: when it says that it was made, later is higher. Names of one clock's kernels may number their
            versions apart, so that these are not to be compared.
    """
    return (
        not misnamed,
        quality,
        not is_former(path),
        made,
        rank,
        tuple(-ord(letter) for letter in path),
        path,
    )
