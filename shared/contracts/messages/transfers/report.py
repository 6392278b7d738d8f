"""Reports: what transfer workers did, or could not do."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.entry import Fingerprint, State
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import ByteCount, ByteTotal, Count, Revision, SchemaVersion
from shared.model.paths import RelativePath


class Reason(StrEnum):
    """Why a path was not placed; the words decide what is tried next."""

    CHANGED = "changed"
    """Something other than the prior stood there: the site looks again."""
    LACKING = "lacking"
    """The content could not be had: not in the pack, not found locally."""
    CORRUPT = "corrupt"
    """What was made did not have the hash that was asked for."""
    NO_SPACE = "no-space"
    FAILED = "failed"
    """The file system refused; `detail` says how."""

    @property
    def lasting(self) -> bool:
        """Whether a person must act before another try can succeed."""
        return self in (Reason.NO_SPACE, Reason.FAILED)


class Placed(FrozenModel):
    """A path that was published: durable, verified."""

    path: RelativePath
    revision: Revision
    state: State | None = None
    """As it came back from the file system, coarse times and modes included; none where that is just what
    the log has at this path and revision, since most bytes of a message are contents."""
    fingerprint: Fingerprint | None = None
    """Of the published file; none for directories and deletes."""
    uncarried: str = ""
    """What hung on the file that was replaced (owner, ACL, attributes) and could not be carried over."""


class Unplaced(FrozenModel):
    """A path that was not published, and why."""

    path: RelativePath
    revision: Revision
    reason: Reason
    detail: str = ""
    twin: RelativePath | None = None
    """The path that the site's file system takes this one for: placed only once that one has gone."""
    kept: bool = False
    """The content is here, verified: it need not travel again."""


class ArrivedBytes(FrozenModel):
    """How much of a content that comes in ranges is at the site."""

    content: ContentId
    bytes: ByteCount
    """From its first byte on, durable; not verified before all of it has come."""


class Applied(FrozenModel):
    """An apply job came to its end."""

    type: Literal["applied"] = "applied"
    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    pack: str
    placed: tuple[Placed, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    arrived: tuple[ArrivedBytes, ...] = ()
    """Of each content that the job was about, where it only asked, or brought a range."""


class Built(FrozenModel):
    """A build job came to its end. `parts` is 0 when nothing could be packed."""

    type: Literal["built"] = "built"
    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    pack: str
    parts: Count = 0
    manifest_hash: ContentId | None = None
    sent_bytes: ByteTotal = 0
    full_bytes: ByteTotal = 0
    """What the packed contents would have cost whole."""
    missing: tuple[ContentId, ...] = ()
    """Contents that this site does not hold, or not any more."""
    unsigned: tuple[ContentId, ...] = ()
    """Bases whose signatures are needed first; then nothing was packed. Only where the job asked for it."""
    too_large: tuple[ContentId, ...] = ()
    """Contents that no pack holds, however they are encoded: they travel in ranges."""


class SignatureMade(FrozenModel):
    """A sign job came to its end; `parts` is 0 when the content is not held."""

    type: Literal["signed"] = "signed"
    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    content: ContentId
    parts: Count = 0
    sent_bytes: ByteTotal = 0


Report = Annotated[Applied | Built | SignatureMade, Field(discriminator="type")]
REPORT: TypeAdapter[Report] = TypeAdapter(Report)
