"""The nearest of known names to one that is none: most likely it is what a caller meant. Pure."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

CLOSE = 0.6
"""Of two texts that are so alike, the one is most likely meant by the other: `difflib` has it so, too."""

LENGTHS = 3
"""Characters by which the names may differ in length: to compare takes long, and there are thousands."""

NAMED_MAX = 80
"""Characters of a name that are looked for: no name of the field has more."""


def nearest_first(named: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the names that are close to one, whatever their letters' case, the nearest first."""
    wanted = named.upper()
    if len(wanted) > NAMED_MAX:
        return
    by_form: dict[str, list[str]] = {}
    for one in dict.fromkeys(known):
        if abs(len(one) - len(wanted)) <= LENGTHS:
            by_form.setdefault(one.upper(), []).append(one)
    for form in get_close_matches(wanted, by_form, n=max(1, len(by_form)), cutoff=CLOSE):
        yield from by_form[form]


def did_you_mean(named: str, known: Iterable[str]) -> str:
    """Return a question to end a sentence with, `; did you mean 'MARS'?`; empty where nothing is close."""
    near = next(nearest_first(named, known), None)
    return "" if near is None else f"; did you mean {near!r}?"
