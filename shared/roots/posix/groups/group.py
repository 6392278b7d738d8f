"""A group: changes of a root that belong together, as a file says it in the control directory. Pure.

A writer declares a group before the first name changes, and closes it when all are in place. Whoever looks
at the root meanwhile takes nothing of an open group for an author's change. What a writer puts back it
withdraws. The one who looks removes the file; the writer never does, so that no look misses it.
"""

from enum import StrEnum

from pydantic import Field

from shared.contracts.messages.batch import BY_MAX, GROUP_ID_PATTERN, MESSAGE_MAX, Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.base import FrozenModel
from shared.model.entry import Kind, State
from shared.model.numbers import Instant
from shared.model.paths import RelativePath

CHANGES_MAX = 10_000
"""Changes of one group: with paths of usual length they fit one batch, which is decided at once."""

CHANGES_BYTES_MAX = 2 * 1024 * 1024
"""Bytes of a group's paths: with states and escapes they stay below a batch's 4 MiB."""

DIRECTORIES_MAX = 10_000
"""Directories that one group makes."""


class Stage(StrEnum):
    """How far a group is."""

    OPEN = "open"
    """Names change, or a writer died while they did."""
    CLOSED = "closed"
    """All of it is in place."""
    WITHDRAWN = "withdrawn"
    """All of it was put back."""


SECONDS_MAX = {Stage.OPEN: 3600.0, Stage.CLOSED: 7 * 86400.0, Stage.WITHDRAWN: 3600.0}
"""For how long a group binds who looks, once it is seen. A writer that died comes again within the hour, or
never; what is closed waits for as long as a person needs to release a held site."""


class GroupChange(FrozenModel):
    """One path of a group."""

    path: RelativePath
    prior: Held
    """What stood there."""
    state: State
    """What stands there when the group is closed; kind DELETED: nothing."""
    condition: Condition | None = None
    """What the collection must have at the path for the change to be accepted; None: nothing is demanded."""
    by: str | None = Field(default=None, max_length=BY_MAX)
    """Who makes it, where its writer knows."""


class Group(FrozenModel):
    """Changes that a writer makes."""

    schema_version: int = 1
    id: str = Field(pattern=GROUP_ID_PATTERN)
    stage: Stage = Stage.OPEN
    at: Instant
    """When it was declared, in UTC."""
    together: bool = False
    """Whether the changes are decided as a whole. Else they are declared only to be seen at once."""
    message: str = Field(default="", max_length=MESSAGE_MAX)
    """What a person says of it."""
    changes: tuple[GroupChange, ...] = Field(min_length=1, max_length=CHANGES_MAX)
    directories: tuple[RelativePath, ...] = Field(default=(), max_length=DIRECTORIES_MAX)
    """Directories above the changes that were missing, and are made with it."""

    @property
    def paths(self) -> frozenset[str]:
        """Every path that it changes."""
        return frozenset((*(change.path for change in self.changes), *self.directories))

    @property
    def conditions(self) -> dict[str, Condition]:
        """What its author demands, by path."""
        return {one.path: one.condition for one in self.changes if one.condition is not None}

    @property
    def deleted(self) -> frozenset[str]:
        """Paths at which nothing stands when it is closed."""
        return frozenset(one.path for one in self.changes if one.state.kind is Kind.DELETED)
