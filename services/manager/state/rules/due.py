"""Work that is due at a site: its kinds, one path of it, and how much there is. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from services.manager.state.rules.reconcile import Action
from services.manager.state.rules.turn import REST
from shared.model.entry import Base, Entry, State


class DueKind(StrEnum):
    """What kind of work is due: wants and batches ask for one kind at a time."""

    LIVE = "live"
    """To place: a file or directory, but no meta-kernel."""
    META_KERNEL = "meta-kernel"
    """To place."""
    DELETION = "deletion"
    """To place."""
    CHANGE = "change"
    """To send: something new or changed."""
    REMOVAL = "removal"
    """To send: what went away here."""
    ADOPTION = "adoption"


@dataclass(frozen=True, slots=True)
class Tally:
    """How much is due at a site."""

    behind: int = 0
    """Paths at which the head is not placed."""
    wanted_bytes: int = 0
    to_send: int = 0
    to_adopt: int = 0
    live_to_place: int = 0
    """Paths to place that are not deletions."""
    lowest: int | None = None
    """The lowest revision among the paths at which the head is not placed."""


@dataclass(frozen=True, slots=True)
class Due:
    """A path at which something is due."""

    path: str
    action: Action
    local: State
    base: Base | None
    head: Entry | None
    turn: int = REST
    """Of what is to be placed, among all that is."""
