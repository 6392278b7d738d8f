"""Variables of the kernel pool."""

from collections.abc import Iterator

import numpy as np

from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.questions.kernel_pool import Keywords
from services.spice.geometry.table import Column, Table

NAMES_MAX = 26_003
"""Variables that CSPICE's pool holds."""

WORD = 80
"""Characters of a text of the pool."""

NAME = 33


def keywords(question: Keywords) -> Table:
    """Return the values of each variable that fits, by name and place; a number or a text."""
    rows = [row for name in _names(question.template) for row in _values(name)]
    names, places, numbers, texts = ([row[at] for row in rows] for at in range(4))
    return Table(
        columns=(
            Column("name", "", np.array(names, dtype=np.str_)),
            Column("place", "", np.array(places, dtype=np.float64)),
            Column("number", "", np.array(numbers, dtype=np.float64)),
            Column("text", "", np.array(texts, dtype=np.str_)),
        )
    )


def _names(template: str) -> list[str]:
    with spiceypy.no_found_check():
        names, found = spiceypy.gnpool(template, 0, NAMES_MAX, NAME)
    return sorted(str(one) for one in names) if found else []


def _values(name: str) -> Iterator[tuple[str, int, float, str]]:
    with spiceypy.no_found_check():
        count, kind, _ = spiceypy.dtpool(name)
        if kind == "N":
            values, _ = spiceypy.gdpool(name, 0, count)
            yield from ((name, at, float(value), "") for at, value in enumerate(values))
        else:
            texts, _ = spiceypy.gcpool(name, 0, count, WORD + 1)
            yield from ((name, at, np.nan, str(text)) for at, text in enumerate(texts))
