"""Answers about descriptions. Pure."""

from shared.model.base import FrozenModel


class DescribedRow(FrozenModel):
    """One file of a collection, and what its content is in a word each."""

    path: str
    content: str
    told: str
    """recognised, unknown, failed; empty while nobody has described it."""
    kind: str
    completeness: str
    worst: str
    """The severity of its heaviest problem: broken, warning, note; empty where there is none."""


class DescribedPage(FrozenModel):
    """A page of files, by path."""

    collection: str
    files: tuple[DescribedRow, ...]
    next: str | None
    """Give it as `after` for the next page; none on the last."""
