"""Reasons why a group was not written."""

from dataclasses import dataclass

from shared.contracts.messages.transfers.report import Reason
from shared.roots.errors import StorageError

NAMED_MAX = 10
"""Paths in one line for people."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """Why a group was not written."""

    path: str
    reason: Reason
    detail: str
    left: tuple[str, ...] = ()
    """Paths that stay as the group has left them, since they could not be put back."""
    more: tuple["NotWritten", ...] = ()
    """Other paths that are not what they should be."""

    @property
    def all(self) -> tuple["NotWritten", ...]:
        """All paths that are not what they should be, this one first."""
        return (self, *self.more)

    @property
    def words(self) -> str:
        """Why, and what that leaves; for people."""
        if not self.left:
            return f"{self.detail}; nothing was changed"
        named = ", ".join(map(repr, self.left[:NAMED_MAX]))
        return f"{self.detail}; what had been put elsewhere could not be put back at {named}: look at it"


class HalfWrittenError(StorageError):
    """The disk failed in the middle of a group, and on the way back, too."""
