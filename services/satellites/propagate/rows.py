"""Rows of element sets, always as copies: each part is wiped on its own. Pure."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.secular import Secular


def columns_of(sets: ElementSets) -> dict[str, NDArray[np.generic]]:
    """Return the columns of the sets by name."""
    values = {column.name: getattr(sets, column.name) for column in fields(sets)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def rates_of(sets: ElementSets) -> dict[str, NDArray[np.float64]]:
    """Return the secular rates of the sets by name: columns, too, and of the same rows."""
    return {rate.name: getattr(sets.secular, rate.name) for rate in fields(sets.secular)}


def chosen_rows(sets: ElementSets, rows: NDArray[np.generic]) -> ElementSets:
    """Return a copy of these rows (places or a mask), in their order."""
    chosen: dict[str, Any] = {name: np.array(column[rows]) for name, column in columns_of(sets).items()}
    secular: dict[str, Any] = {name: np.array(rates[rows]) for name, rates in rates_of(sets).items()}
    return replace(sets, **chosen, secular=Secular(**secular), _wiped=[])
