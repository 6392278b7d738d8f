"""Answers about the quarantine of a site. Pure."""

from datetime import datetime

from shared.model.base import FrozenModel


class QuarantinedFile(FrozenModel):
    """A file that its site keeps and does not publish."""

    path: str
    code: str
    """Of the problem, e.g. `web-page`."""
    detail: str
    """What is wrong, in a line."""
    size: int
    """Bytes."""
    modified: datetime


class QuarantineList(FrozenModel):
    """What one site keeps, by path."""

    collection: str
    site: str
    files: tuple[QuarantinedFile, ...]
