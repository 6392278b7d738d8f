"""Sets that a load takes the place of: what stood before it, or stands in it and is not in use. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.satellites.catalogue.columns import joined
from services.satellites.catalogue.ephemerides.gather import StateCandidate
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.lease import Load
from services.satellites.catalogue.rivals import distinct
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows


@dataclass(frozen=True, slots=True, repr=False)
class GivingWay:
    """What gives way to a load of elements."""

    used: Sequence[ElementSets]
    """The sets in use before it, which are the catalogue's."""
    copies: Sequence[ElementSets]
    """All others: they are nobody's any more."""

    @property
    def parts(self) -> list[ElementSets]:
        """All of them, those first that were masked longest."""
        return [*self.used, *self.copies]

    def wipe(self) -> None:
        """Zero the copies."""
        for sets in self.copies:
            sets.wipe()


def giving_way(
    candidate: Candidate | StateCandidate, load: Load, used: Load | None, loads: Sequence[Load]
) -> GivingWay:
    """Return what gives way to a load of a source; sets of other objects may be among it.

    A rival leaves where a set in use agrees with it, or a newer rival does: either may be the false one. To
    an operator's states nothing gives way: where they do not reach, elements stand.
    used: the source's load before.
    loads: those of all sources before, of which the stand-ins of objects without elements give way, too.
    """
    if isinstance(candidate, StateCandidate):
        return GivingWay((), ())
    rivals = [candidate.rivals, *([] if used is None else [used.rivals.sets])]
    leaving = _left_out(rivals, load.rivals.sets)
    copies = [candidate.near, leaving, *_stand_ins(loads)]
    return GivingWay([] if used is None else [used.sets], copies)


def _left_out(sets: Sequence[ElementSets], stay: ElementSets) -> ElementSets:
    """Return copies of those of `sets` that are not among those that stay, each once."""
    together = joined([stay, *sets])
    rows = distinct(together)
    found = chosen_rows(together, rows[rows >= len(stay)])
    together.wipe()
    return found


def _stand_ins(loads: Sequence[Load]) -> list[ElementSets]:
    """Return copies of the orbits of objects that have an operator's states, and no elements."""
    told = [load.sets.catalog_number for load in loads if load.tables is None]
    numbers = np.concatenate([np.empty(0, np.int64), *told])
    of_states = [load.sets for load in loads if load.tables is not None]
    return [chosen_rows(sets, ~np.isin(sets.catalog_number, numbers)) for sets in of_states]
