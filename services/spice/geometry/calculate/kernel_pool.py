"""The kernel pool of this process: names and texts of the variables that text kernels gave it."""

from services.spice.geometry.calculate.spice import spiceypy

NAMES_MAX = 26_003
"""Variables that CSPICE's pool holds."""

TEXTS_MAX = 15_000
"""Texts that it holds."""

NAME = 33
"""Characters of a variable's name, and C's end of it."""

WORD = 81
"""Characters of a text, and C's end of it."""


def names_like(template: str) -> list[str]:
    """Return the names of the variables that fit a template, by name."""
    with spiceypy.no_found_check():
        names, found = spiceypy.gnpool(template, 0, NAMES_MAX, NAME)
    return sorted(str(one) for one in names) if found else []


def texts_of(variable: str) -> list[str]:
    """Return the texts of a variable; none where it has numbers, or is not there."""
    with spiceypy.no_found_check():
        texts, found = spiceypy.gcpool(variable, 0, TEXTS_MAX, WORD)
    return [str(one) for one in texts] if found else []
