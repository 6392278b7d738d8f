"""Jobs: what the orchestrator asks of transfer workers."""

from pydantic import Field

from shared.contracts.messages.transfers.want import NEEDS_MAX, Held
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.entry import State
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import ByteCount, ByteTotal, Count, Revision, SchemaVersion
from shared.model.paths import RelativePath

PACK_ID_PATTERN = r"^[0-9a-f]{32}$"


class SignJob(FrozenModel):
    """Publish the librsync signature of a content to the cache."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    """The worker's site, which holds the content."""
    content: ContentId
    size: ByteCount
    found_at: tuple[RelativePath, ...]
    """Paths where the site holds it, likeliest first."""


class PackItem(FrozenModel):
    """One content that a pack shall carry."""

    content: ContentId
    size: ByteCount
    found_at: tuple[RelativePath, ...]
    """Paths where the building site holds it, likeliest first."""
    basis: ContentId | None = None
    """A content that every target holds; a delta against it may be sent instead of the whole."""
    signature_from: SiteName | None = None
    """The author part of the subject where the basis' signature is kept."""
    basis_found_at: tuple[RelativePath, ...] = ()
    """Paths where the building site holds the basis: it stands under another name."""
    keep: bool = False
    """The content replaced another, so it will be replaced in turn: keep a copy, the next one's basis."""
    offset: ByteCount = 0
    length: ByteCount | None = None
    """The range that the pack carries of the content; None: all of it."""


class BuildJob(FrozenModel):
    """Build one pack and publish its parts."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    """The worker's site: the source."""
    pack: str = Field(pattern=PACK_ID_PATTERN)
    """One attempt has one id; two attempts never share parts."""
    items: tuple[PackItem, ...]
    ask_signatures: bool = False
    """Answer with the bases of which neither bytes nor signature are here, rather than send whole."""


class Placement(FrozenModel):
    """One path to be published at the target."""

    path: RelativePath
    revision: Revision
    state: State
    """What shall stand there; kind DELETED removes."""
    prior: Held
    """What must be there for it to be replaced."""
    found_at: tuple[RelativePath, ...] = ()
    """Paths where the target itself may already hold the content: nothing needs to travel."""
    basis_found_at: tuple[RelativePath, ...] = ()
    """Paths where the target holds what a delta was made against, other than the path itself."""


class ApplyJob(FrozenModel):
    """Stage, verify and publish placements at one target, as one group."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    """The worker's site: the target."""
    pack: str = Field(pattern=PACK_ID_PATTERN)
    source: SiteName | None = None
    """Author of the pack's parts; none when nothing travels."""
    parts: Count = 0
    manifest_hash: ContentId | None = None
    placements: tuple[Placement, ...] = Field(max_length=NEEDS_MAX)
    probe: tuple[ByteTotal, ...] = Field(default=(), max_length=NEEDS_MAX)
    """Where it is not empty, nothing is placed, and nothing travels: the report says for which placements
    nothing can be staged now. For each placement, the bytes that it takes while it is staged."""
    offset: ByteCount | None = None
    """The pack carries a range of the one placement's content, which begins here and is kept until all of it
    has come; at its end no pack is needed any more. None: the pack carries whole contents."""
