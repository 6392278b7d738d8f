"""Variables of the kernel pool."""

from collections.abc import Iterator

import numpy as np

from services.spice.geometry.calculate.kernel_pool import names_like, texts_of
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.kernel_pool import Keywords
from services.spice.geometry.table import Column, Table
from shared.model.nearest import did_you_mean

WILD = frozenset("*%")
"""Characters of a template that stand for others."""


def keywords(question: Keywords) -> Table:
    """Return the values of each variable that fits, by name and place; a number or a text.

    Raises:
        GeometryError: one variable is named, and no kernel of the set has it.
    """
    names = names_like(question.template)
    if not names and not WILD.intersection(question.template):
        raise GeometryError(_unknown(question.template))
    rows = [row for name in names for row in _values(name)]
    called, places, numbers, texts = ([row[at] for row in rows] for at in range(4))
    return Table(
        columns=(
            Column("name", "", np.array(called, dtype=np.str_)),
            Column("place", "", np.array(places, dtype=np.float64)),
            Column("number", "", np.array(numbers, dtype=np.float64)),
            Column("text", "", np.array(texts, dtype=np.str_)),
        )
    )


def _unknown(name: str) -> Failure:
    near = did_you_mean(name, names_like("*"))
    detail = f"no variable is called {name!r} in these kernels: add the text kernel that has it{near}"
    return Failure(reason="unknown-name", detail=detail, spice="SPICE(KERNELVARNOTFOUND)", field="template")


def _values(name: str) -> Iterator[tuple[str, int, float, str]]:
    with spiceypy.no_found_check():
        count, kind, _ = spiceypy.dtpool(name)
        if kind == "N":
            values, _ = spiceypy.gdpool(name, 0, count)
            yield from ((name, at, float(value), "") for at, value in enumerate(values))
        else:
            yield from ((name, at, np.nan, text) for at, text in enumerate(texts_of(name)))
