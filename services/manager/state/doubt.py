"""Doubt about where a file at a site comes from, and what follows from it. Pure."""

from dataclasses import dataclass

from shared.model.entry import Base, Entry
from shared.model.numbers import INT64_MAX

ANY = INT64_MAX
"""Up to any revision."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not known of a path."""

    up_to: int
    """The highest revision that may have been placed there unheard; 0 where none may."""
    stays: bool = False
    """Whether a person was promised that what stands there is not deleted."""


PROMISED = Doubt(ANY, stays=True)
"""Of what stands in a directory that a release takes as it is found."""


def comes_back(base: Base | None, head: Entry | None, doubt: Doubt) -> bool:
    """Tell whether what stands at a path is published although others deleted it: a release promises so."""
    return doubt.stays and base is None and (head is None or not head.live)
