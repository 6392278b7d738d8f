"""The choice of what a site follows by a rule about meaning. Pure and deterministic.

A meta-kernel is followed with all that it loads, or not at all: a site never has one that lacks a member.
What the site holds and nobody else does stays, whatever the rule says.
"""

from collections.abc import Collection, Iterable, Mapping

from shared.spice.kinds.kind import Family
from shared.spice.select.model import KnownKernel, Meaning, Selection


def select(meaning: Meaning, kernels: Iterable[KnownKernel], *, last_copies: Collection[str]) -> Selection:
    """Return what a site follows.

    Args:
        meaning: its rule.
        kernels: all live kernels of the collection, each at one path.
        last_copies: paths of this site whose contents no other site holds.
    """
    known = {one.path: one for one in kernels}
    closures = _Closures(known)
    wanted = {path for path in meaning.closure_of if path in known and known[path].told}
    if meaning.asks_of_kernels:
        wanted |= {path for path, one in known.items() if _fits(meaning, one)}
    stay = frozenset(path for path in last_copies if path in known)
    followed = set(stay)
    lacking: dict[str, tuple[str, ...]] = {}
    for path in sorted(wanted | stay):
        closure, missing = closures.of(path)
        if not missing:
            followed |= closure
        elif path not in stay:
            lacking[path] = missing
    return Selection(paths=frozenset(followed), lacking=lacking, last_copies=stay - wanted)


def _fits(meaning: Meaning, one: KnownKernel) -> bool:
    return (
        one.told
        and (not meaning.kinds or one.family in meaning.kinds)
        and (not meaning.missions or one.mission in meaning.missions)
        and (not meaning.bodies or not meaning.bodies.isdisjoint(one.covered))
        and (not meaning.covers or _covers_some(meaning, one))
        and not (meaning.newest_only and one.superseded)
    )


def _covers_some(meaning: Meaning, one: KnownKernel) -> bool:
    """Tell whether a kernel covers some of the times: of the bodies, where the rule names any."""
    if not one.covered:
        return True
    codes = meaning.bodies & one.covered.keys() if meaning.bodies else one.covered.keys()
    return any(
        start <= last and first <= stop
        for code in codes
        for start, stop in one.covered[code]
        for first, last in meaning.covers
    )


class _Closures:
    """Follows what meta-kernels load, and what those load in turn; each is followed once."""

    def __init__(self, known: Mapping[str, KnownKernel]) -> None:
        self._known = known

    def of(self, path: str) -> tuple[set[str], tuple[str, ...]]:
        """Return the paths that a kernel needs, itself among them, and the members that are not there."""
        found: set[str] = set()
        missing: set[str] = set()
        todo = [path]
        while todo:
            at = todo.pop()
            one = self._known.get(at)
            if one is None:
                missing.add(at)
            elif at not in found:
                found.add(at)
                if one.family == Family.MK:
                    todo.extend(one.members)
        return found, tuple(sorted(missing))
