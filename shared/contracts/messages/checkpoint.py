"""Checkpoint: what a log folds to up to a revision, so that nobody has to fold it from its beginning.

It holds all that a projection knows, the history of every path included: decisions ask what a path was
(an old copy is no change), and people ask how the tree stood. Rows travel as JSON arrays in the order of
their fields, since a checkpoint has millions of them.
"""

from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from shared.contracts.messages.batch import BY_MAX, MESSAGE_MAX
from shared.contracts.messages.key_entry import PublicKey
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.entry import Kind
from shared.model.links import LINK_MODE, checked_mode
from shared.model.names import NAME_PATTERN, CollectionName, SiteName
from shared.model.numbers import ByteCount, Count, Instant, Nanoseconds, Revision, SchemaVersion

PARTS_MAX = 15_000
"""Parts of one checkpoint: the manifest names each by its hash, and has to fit the bus' 1 MiB message."""


class HistoryRow(NamedTuple):
    """One entry that a path ever had."""

    path: str
    revision: Revision
    author: str
    kind: Kind
    content: str | None
    size: ByteCount
    mtime_ns: Nanoseconds
    mode: Annotated[int, Field(ge=0, le=LINK_MODE), AfterValidator(checked_mode)]


class DecidedRow(NamedTuple):
    """The last batch of a site and incarnation that the log holds."""

    site: str
    incarnation: str
    sequence: Revision
    revision: Revision


class CommitRow(NamedTuple):
    """What one commit was, and which came before it."""

    revision: Revision
    site: SiteName
    made_at: Instant
    put: Count
    deleted: Count
    conflicts: Count
    already: Count
    refused: Count
    previous_revision: Count
    previous_hash: ContentId


class MessageRow(NamedTuple):
    """What was said of one commit."""

    revision: Revision
    message: Annotated[str, Field(max_length=MESSAGE_MAX)]


class CallerRow(NamedTuple):
    """Who has made changes of one commit over a gateway."""

    revision: Revision
    path: str
    """Empty: all of them."""
    said: Annotated[str, Field(max_length=BY_MAX)]


class KeyRow(NamedTuple):
    """One key that has spoken in the log (`shared/catalog/fold/keyring.py`)."""

    owner: Annotated[str, Field(pattern=f"^({NAME_PATTERN[1:-1]})?$")]
    """Empty: an orchestrator."""
    key: PublicKey
    since: Revision
    origin: Literal["first-word", "entered", "vouched", "released"]
    until: Count
    ended: Literal["", "replaced", "revoked"]


class CheckpointPart(FrozenModel):
    """One part of a checkpoint. Over all parts, `history` is ordered by path and revision."""

    schema_version: SchemaVersion = 1
    history: tuple[HistoryRow, ...] = ()
    decided: tuple[DecidedRow, ...] = ()
    commits: tuple[CommitRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    """Left out by earlier versions: their commits come without what was said of them."""
    callers: tuple[CallerRow, ...] = ()
    """As above: their commits come without who has made them."""
    keys: tuple[KeyRow, ...] = ()
    """As above: whoever begins there takes each key at its next word."""


class Checkpoint(FrozenModel):
    """The manifest, published last. It travels as `Signed`, by an orchestrator."""

    type: Literal["checkpoint"] = "checkpoint"
    schema_version: SchemaVersion = 1
    collection: CollectionName
    log_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    revision: Revision
    """Of the last commit that was folded."""
    hash: ContentId
    """Of that commit's signed body, as the next commit names it."""
    parts: tuple[ContentId, ...] = Field(max_length=PARTS_MAX)
    """BLAKE3-256 of each part as it lies on the bus; part 1 is the first."""
