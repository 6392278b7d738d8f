"""Which findings of a look depend on paths that changed while it was looking. Pure."""

from collections.abc import Mapping, Set

from services.manager.contents import Found
from shared.model.entry import Kind
from shared.model.paths import ancestors


def entangled(changed: Set[str], found: Mapping[str, Found]) -> set[str]:
    """Return `changed` with the files found above, and all that was found below, any of these paths.

    Args:
        changed: paths of the look, or above them, that changed after it began.
        found: what the look found, by path.
    """
    above = {ancestor for path in changed for ancestor in ancestors(path)}
    stale = {path for path in above if path in found and found[path].state.kind is Kind.FILE}
    stale |= changed
    return stale | {path for path in found if not stale.isdisjoint(ancestors(path))}
