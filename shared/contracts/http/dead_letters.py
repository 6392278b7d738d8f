"""Answers about dead letters. Pure."""

from shared.model.base import FrozenModel


class DeadLetterRow(FrozenModel):
    """A message that nobody could do anything with."""

    id: int
    consumer: str
    """Whose handler gave it up."""
    stream: str
    subject: str
    """Where it was published."""
    attempts: int
    reason: str
    """Why, and what to do."""
    size: int
    """Bytes."""


class DeadLetterPage(FrozenModel):
    """A page of dead letters, oldest first."""

    letters: tuple[DeadLetterRow, ...]
    next: int | None
    """Give it as `after` for the next page; none on the last."""


class DeadLetterDetail(DeadLetterRow):
    """A dead letter, opened."""

    sequence: int
    """What it was in its stream."""
    whole: bool
    """Whether all of it was kept; if not, it cannot be tried again."""
    headers: dict[str, str]
    """The original's."""
    text: str
    """What it says, the first 16 Ki characters; empty where it is no text."""
