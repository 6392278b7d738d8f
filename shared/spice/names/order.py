"""The order of kernels by their names: which is newer, which complement each other, which are current."""

from collections.abc import Iterable

from shared.spice.names.model import KernelName, Relation


def relation(one: KernelName, other: KernelName, *, same_bytes: bool) -> Relation:
    """Return how `one` stands to `other`.

    Args:
        one: a kernel's name.
        other: another's, or the same name at another time.
        same_bytes: whether their contents are the same.
    """
    if one.line != other.line:
        return Relation.UNRELATED
    if one.slot != other.slot:
        return Relation.COMPLEMENT
    if one.rank != other.rank:
        return Relation.NEWER if one.rank > other.rank else Relation.OLDER
    if same_bytes:
        return Relation.SAME
    return Relation.MOVED if one.moving and other.moving else Relation.CONFLICT


def newest(names: Iterable[KernelName]) -> dict[str, KernelName]:
    """Return the newest of each line: of the last slot the highest rank, of equals the first by path."""
    found: dict[str, KernelName] = {}
    for name in sorted(names, key=lambda each: each.path):
        best = found.get(name.line)
        if best is None or (name.slot, name.rank) > (best.slot, best.rank):
            found[name.line] = name
    return found


def current(names: Iterable[KernelName]) -> list[KernelName]:
    """Return what nothing newer replaces: the highest rank of each line and slot, by path."""
    found: dict[tuple[str, tuple[int, ...]], KernelName] = {}
    ordered = sorted(names, key=lambda each: each.path)
    for name in ordered:
        best = found.get((name.line, name.slot))
        if best is None or name.rank > best.rank:
            found[name.line, name.slot] = name
    return [name for name in ordered if found[name.line, name.slot].rank == name.rank]
