"""The answer to a question: columns of equal length, and what they are in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

Values = npt.NDArray[np.float64] | npt.NDArray[np.str_]
"""Numbers, NaN where there is none; or texts."""


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity."""

    name: str
    unit: str
    """km, km/s, s, deg, deg/s; empty where it has none."""
    values: Values
    """A value a row. While a calculation runs: an axis of times, and one of rays where there are several."""

    @property
    def is_text(self) -> bool:
        """Whether the values are texts."""
        return self.values.dtype.kind == "U"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The answer to one question."""

    columns: tuple[Column, ...]
    frame: str = ""
    """The reference frame of its vectors and coordinates."""
    scale: str = ""
    """The time scale of its text of times; numbers of times are TDB seconds past J2000."""
    understood: Mapping[str, int] = field(default_factory=dict)
    """The NAIF number that each name of the question was understood as."""
    notes: tuple[str, ...] = ()
    """Sentences that a reader of the numbers has to know."""

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.columns[0].values) if self.columns else 0
