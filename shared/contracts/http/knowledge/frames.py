"""Frames as the archive's own list tells them."""

from pydantic import JsonValue

from shared.model.base import FrozenModel


class FramePage(FrozenModel):
    """One page of frames."""

    collection: str
    frames: tuple[dict[str, JsonValue], ...]
    """By the names of columns."""
    next: str | None
    """The cursor of the page after it."""
    position: str | None = None
    """Of an answer about changes: where the next round begins."""
    hidden: dict[str, JsonValue] | None = None
    """What was left out, where the operator wants that told."""
