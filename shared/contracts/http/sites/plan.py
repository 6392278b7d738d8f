"""Answers about what would move between the sites. Pure."""

from enum import StrEnum

from shared.model.base import FrozenModel


class Obstacle(StrEnum):
    """Why nothing moves to a site."""

    AWAY = "away"
    """Its manager gives no sign of life: it is placed when it is back."""
    HELD = "held"
    """Until a person has looked."""
    PAUSED = "paused"
    """Until a person resumes it."""
    FULL = "full"
    """What it lacks does not fit on its disk."""
    SILENT = "silent"
    """It has never said what it holds: its manager was not started yet."""


class SourcePlan(FrozenModel):
    """What comes from one site."""

    site: str
    files: int
    bytes: int


class SitePlan(FrozenModel):
    """What one site lacks, and where it would come from."""

    name: str
    obstacle: Obstacle | None
    """None: it moves, or there is nothing to move."""
    words: str = ""
    """About the obstacle."""
    files: int = 0
    """That travel."""
    bytes: int = 0
    """Of them, whole: what travels as a difference to an older content is less."""
    local_files: int = 0
    """That the site has elsewhere already, as after a rename: no byte travels."""
    deletions: int = 0
    stands_in_for: tuple[str, ...] = ()
    """Sites that are gone, and whose place it takes beside its rule."""
    blocked: int = 0
    """Paths where the site's own change, or its file system, is in the way: see `spicerack status`."""
    sources: tuple[SourcePlan, ...] = ()
    """The sites that are there and have it, the first by name where several have the same."""
    unavailable_files: int = 0
    """That travel once a site is back which has them, or never."""
    unavailable_bytes: int = 0
    whole: bool = True
    """Whether all that it lacks was looked at: else there is at least so much."""


class Plan(FrozenModel):
    """What would move, at every site of the collection."""

    collection: str
    revision: int
    sites: tuple[SitePlan, ...]
