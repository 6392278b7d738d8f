"""Kernels of a test in this process, and questions as plain dictionaries."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spiceypy

from services.spice.geometry.calculate.answer import answer
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.question import QUESTION
from services.spice.geometry.table import Table
from tests.kernels import real

BASE = ("isis/naif0012.tls", "pypi/de421.bsp", "ale/pck00010.tpc", "anise/gm_de440.tpc")
"""Leap seconds, planets, shapes and masses."""


@contextmanager
def furnished(paths: Iterable[Path]) -> Iterator[None]:
    """Load kernels into this process, and nothing but them."""
    spiceypy.kclear()
    try:
        for path in paths:
            spiceypy.furnsh(str(path))
        yield
    finally:
        spiceypy.kclear()
        spiceypy.reset()


def real_kernels(*names: str) -> list[Path]:
    """Return real kernels by their place; skips the test where this machine has none."""
    return [real.needed() / "kernels" / name for name in names]


def ask(calculation: str, **fields: Any) -> Table:
    """Ask one question of the kernels of this process."""
    return answer(QUESTION.validate_python({"calculation": calculation, **fields}))


def failure(calculation: str, **fields: Any) -> Failure:
    """Ask one question, and return why it has no answer."""
    try:
        ask(calculation, **fields)
    except GeometryError as error:
        return error.failure
    raise AssertionError("it has an answer")


def column(table: Table, name: str) -> npt.NDArray[Any]:
    """Return the values of a column."""
    found = [one.values for one in table.columns if one.name == name]
    assert found, [one.name for one in table.columns]
    return np.asarray(found[0])


def columns(table: Table, *names: str) -> npt.NDArray[np.float64]:
    """Return several columns beside each other."""
    return np.stack([column(table, name) for name in names], axis=1)
