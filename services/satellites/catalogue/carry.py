"""Objects that a new load lacks go on with their last good set. Pure."""

import numpy as np

from services.satellites.catalogue.columns import chosen_rows, epochs_jd, joined
from services.satellites.propagate.element_sets import ElementSets


def carried(new: ElementSets, old: ElementSets, *, now_jd: float, carry_days: float) -> ElementSets:
    """Return a copy of `new`, and of the sets in `old` of objects that `new` lacks.

    A lost object flies on; its margin grows with the age of its set. It leaves once its set is older than
    `carry_days`, or when the geometry finds it decayed.
    """
    missing = ~np.isin(old.catalog_number, new.catalog_number)
    young = epochs_jd(old) > now_jd - carry_days
    return joined([new, chosen_rows(old, missing & young)])
