"""A catalogue divided: objects that follow states, with their elements, and the rest. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows
from services.satellites.propagate.states.tables import StateTables

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False)
class Followed:
    """Objects that follow states as far as these reach, and their elements where they do not."""

    tables: StateTables
    elements: ElementSets
    """The sets of those objects in the catalogue, and for objects without one, what their states tell of
    their orbit: such a row is not propagated, and stands for the whole orbit."""

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "Followed(...)"

    def wipe(self) -> None:
        """Zero all that is held."""
        self.tables.wipe()
        self.elements.wipe()


def divided(catalogue: ElementSets, identities: Integers) -> tuple[ElementSets, ElementSets]:
    """Return copies of the sets of all other objects, and of the sets of these."""
    follow = np.isin(catalogue.catalog_number, identities)
    return chosen_rows(catalogue, ~follow), chosen_rows(catalogue, follow)
