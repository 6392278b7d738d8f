"""Doubt about where a file at a site comes from, and what follows from it. Pure."""

from dataclasses import dataclass

from shared.model.numbers import INT64_MAX

ANY = INT64_MAX
"""Up to any revision."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not known of a path."""

    up_to: int
    """The highest revision that may have been placed there unheard; 0 where none may."""
    since: int = ANY
    """The lowest revision that was asked for there, and of which nothing was heard; ANY where none was."""
