"""Names that the kernels of this process give: bodies with ephemerides, frames, instruments."""

import re
from collections.abc import Iterator

import numpy as np

from services.spice.geometry.calculate.coverage import loaded
from services.spice.geometry.calculate.kernel_pool import names_like, texts_of
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.questions.pointing import Inventory
from services.spice.geometry.table import Column, Table

BODIES = 10_000
"""Of one SPK."""

INSTRUMENT = re.compile(r"INS(-\d{1,9})_FOV_SHAPE")


def inventory(question: Inventory) -> Table:
    """Return the numbers and names that a set knows, by number; of frames their centre and class, too."""
    if question.of == "bodies":
        return _named({number: _body(number) for number in _bodies()})
    if question.of == "instruments":
        return _named({number: _body(number) for number in _instruments()})
    return _frames()


def _named(names: dict[int, str]) -> Table:
    numbers = sorted(names)
    return Table(
        columns=(
            Column("number", "", np.array(numbers, dtype=np.float64)),
            Column("name", "", np.array([names[one] for one in numbers], dtype=np.str_)),
        )
    )


def _body(number: int) -> str:
    with spiceypy.no_found_check():
        name, found = spiceypy.bodc2n(number)
    return str(name) if found else str(number)


def _bodies() -> set[int]:
    cell = spiceypy.cell_int(BODIES)
    for path in loaded("SPK"):
        spiceypy.spkobj(path, cell)
    return {int(one) for one in cell}


def _instruments() -> Iterator[int]:
    for name in names_like("INS*_FOV_SHAPE"):
        if match := INSTRUMENT.fullmatch(name):
            yield int(match[1])


def _frames() -> Table:
    numbers = {int(one) for one in spiceypy.bltfrm(-1)} | set(_own_frames())
    rows = []
    for number in sorted(numbers):
        with spiceypy.no_found_check():
            center, kind, _, found = spiceypy.frinfo(number)
        if found:
            rows.append((number, str(spiceypy.frmnam(number)), center, kind))
    known, names, centers, kinds = ([row[place] for row in rows] for place in range(4))
    return Table(
        columns=(
            Column("number", "", np.array(known, dtype=np.float64)),
            Column("name", "", np.array(names, dtype=np.str_)),
            Column("center", "", np.array(centers, dtype=np.float64)),
            Column("class", "", np.array(kinds, dtype=np.float64)),
        )
    )


def _own_frames() -> Iterator[int]:
    for variable in names_like("FRAME_*_NAME"):
        for name in texts_of(variable)[:1]:
            if number := int(spiceypy.namfrm(name)):
                yield number
