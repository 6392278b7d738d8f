"""Answers about changes that callers made, and the bodies of those that name paths. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.messages.batch import MESSAGE_MAX
from shared.model.base import FrozenModel
from shared.model.paths import RelativePath

FIELD_MAX = 8192
"""Characters of one condition: a hundred entity tags."""

COMMIT_CHANGES_MAX = 5000
"""Changes of one commit; a move is two paths of its group."""


class ChangeState(StrEnum):
    """What became of a change."""

    WAITING = "waiting"
    """In place at this site; the log has not decided on it yet."""
    COMMITTED = "committed"
    LOST = "lost"
    """Another site's change came first; what was put is kept as a conflict copy.
    Where the caller had said what must stand there, it is in the trash of the site alone."""
    SUPERSEDED = "superseded"
    """Somebody wrote to the path before it was committed."""
    FAILED = "failed"
    """Nothing was changed."""


class ChangedRow(FrozenModel):
    """One path of a change."""

    path: str
    kind: str
    """file, directory or deleted."""
    content: str | None = None
    """BLAKE3-256 of a file."""
    conflict_copy: str | None = None
    """Where the content was committed instead."""


class ChangeRow(FrozenModel):
    """One change."""

    id: str
    state: ChangeState
    made_at: datetime
    """UTC, by the gateway's clock."""
    revision: int | None = None
    """Of the commit that decided on it."""
    message: str = ""
    detail: str = ""
    """Why it is not committed, for people."""
    paths: tuple[ChangedRow, ...]


class MoveAsked(FrozenModel):
    """What is to be moved, or copied."""

    source: RelativePath = Field(alias="from")
    target: RelativePath = Field(alias="to")
    overwrite: bool = False
    """Whether a file at the target is replaced."""


class UploadRow(FrozenModel):
    """An upload."""

    id: str
    path: str | None
    """Where its bytes go when all are here; None: a group says it."""
    offset: int
    """How many bytes are here."""
    length: int | None
    """How many there will be, where that was said."""
    complete: bool
    """Whether all are here and, where it has a path, the file is put: else its last piece is to be sent
    again, be it without bytes."""
    content: str | None = None
    """BLAKE3-256, once all are here."""
    change: ChangeRow | None = None
    """That put the file, where it had a path and is complete."""
    owner: str | None = None
    """Who sends it."""
    touched: datetime | None = None
    """When bytes came last, UTC."""


class UploadList(FrozenModel):
    """Uploads that are under way at one site, those first to which bytes came longest ago."""

    count: int
    """How many there are, also where not all are told."""
    uploads: tuple[UploadRow, ...]


TAGS = r"^\s*(\*|(W/)?\"[^\"\s]*\"(\s*,\s*(W/)?\"[^\"\s]*\")*)\s*$"
"""`*`, or entity tags in quotes: one without would be taken for no condition, or for one that fails."""


class _Conditional(FrozenModel):
    if_match: str | None = Field(default=None, max_length=FIELD_MAX, pattern=TAGS)
    if_none_match: str | None = Field(default=None, max_length=FIELD_MAX, pattern=TAGS)

    @property
    def conditions(self) -> dict[str, str]:
        """What must stand there, as a request's fields would say it."""
        said = {"if-match": self.if_match, "if-none-match": self.if_none_match}
        return {name: value for name, value in said.items() if value is not None}


class PutAsked(_Conditional):
    """A file of a group, whose bytes were uploaded."""

    do: Literal["put"]
    path: RelativePath
    upload: str = Field(pattern="^[0-9a-f]{32}$")
    link: bool = False
    """Whether the bytes are the target of a symbolic link, which has to stay inside the collection."""


class DeleteAsked(_Conditional):
    """A file that a group removes."""

    do: Literal["delete"]
    path: RelativePath


class CopyAsked(_Conditional):
    """A file that a group copies, or moves, within the collection."""

    do: Literal["copy", "move"]
    source: RelativePath = Field(alias="from")
    path: RelativePath = Field(alias="to")


ChangeAsked = Annotated[PutAsked | DeleteAsked | CopyAsked, Field(discriminator="do")]


class CommitAsked(FrozenModel):
    """Changes that belong together: all of them are committed, or none."""

    message: str = Field(default="", max_length=MESSAGE_MAX)
    """The log shows it."""
    changes: tuple[ChangeAsked, ...] = Field(min_length=1, max_length=COMMIT_CHANGES_MAX)
