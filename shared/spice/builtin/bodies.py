"""Names of bodies that CSPICE knows without any kernel (NAIF Integer ID Codes Required Reading).

The table was asked of CSPICE N0067 name by name: the first of a code is the one that it prefers.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

SOLAR_SYSTEM_BARYCENTER = 0


@cache
def codes_by_name() -> Mapping[str, int]:
    """Return the code of each name, in upper case."""
    return {name: code for code, name in _rows()}


@cache
def names_by_code() -> Mapping[int, str]:
    """Return the preferred name of each code."""
    return dict(reversed(_rows()))


def _rows() -> list[tuple[int, str]]:
    text = files("shared.spice.builtin").joinpath("bodies.tsv").read_text(encoding="ascii")
    pairs = (line.split("\t") for line in text.splitlines())
    return [(int(code), name) for code, name in pairs]
