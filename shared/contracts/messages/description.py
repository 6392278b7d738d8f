"""Description: what one content is, said once in all the rack by a describer of a named version.

It travels as `Signed`, by the describer. The newest on a subject counts: it replaces one of a lower version.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from shared.contracts.messages.frames.frame_facts import FrameFacts
from shared.contracts.messages.kernels.kernel_facts import KernelFacts
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import VERSION_MAX, ByteCount, Count, Instant, SchemaVersion

DESCRIPTION_BYTES_MAX = 128 * 1024
"""Of one encoded description: two seconds of a line of 500 kbit/s. Real kernels take 1 to 40 KB."""

PACKED_BYTES_MAX = 128 * 1024
"""That a clock with very many records may take beyond it: LRO's has 145 KB, some 30 more each five years."""

PROBLEMS_MAX = 50
"""Problems of one content: more tell a person nothing new."""

DETAIL_MAX = 300
"""Characters of a line for people."""

DESCRIBERS_MAX = 32
"""Describers that one process has: each is a plug-in."""

PACKING = "packing"
"""The kind of findings, and the describer, of a content that is packed and that no other has opened."""

DescriberName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]

DescriberVersion = Annotated[int, Field(ge=1, le=VERSION_MAX)]
"""Rises whenever a describer would tell more, or something else, of the same bytes."""


class Told(StrEnum):
    """What came of describing a content."""

    RECOGNISED = "recognised"
    UNKNOWN = "unknown"
    """No describer knows such a content."""
    FAILED = "failed"
    """The describer broke on it: it crashed, took too long, or needed too much memory."""


class Severity(StrEnum):
    """The weight of a problem."""

    NOTE = "note"
    """Software copes; a person may want to know."""
    WARNING = "warning"
    BROKEN = "broken"
    """Software refuses the content, or answers wrongly from it."""


class Asked(FrozenModel):
    """A describer, and its version."""

    name: DescriberName
    version: DescriberVersion


class ContentProblem(FrozenModel):
    """One thing that is wrong with a content."""

    code: str = Field(max_length=64)
    """For programs; a code never changes its meaning."""
    severity: Severity
    detail: str = Field(max_length=DETAIL_MAX)
    """One line for people."""
    line: Count | None = None
    """Line of a text, from 1."""


class Findings(FrozenModel):
    """All that a describer tells of a content it recognises."""

    kind: str = Field(max_length=32)
    """The kind, e.g. spk."""
    completeness: str = Field(default="untold", max_length=32)
    """complete, incomplete, or untold where the format does not tell."""
    problems: tuple[ContentProblem, ...] = Field(default=(), max_length=PROBLEMS_MAX)
    kernel: KernelFacts | None = None
    """Of a SPICE kernel."""
    frame: FrameFacts | None = None
    """Of a FITS file."""
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    """Of any other kind, as its describer has them."""


class Description(FrozenModel):
    """One content."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    content: ContentId
    size: ByteCount
    """Bytes."""
    name: str = Field(max_length=4096)
    """The path that it was described under: a kind may be told by the name alone."""
    site: SiteName
    """Whose bytes were read."""
    made_at: Instant
    """UTC, by the clock of that site; only ever shown."""
    told: Told
    describer: DescriberName | None = None
    """None where no describer recognised the content, or a failure cannot be laid to one."""
    asked: tuple[Asked, ...] = Field(max_length=DESCRIBERS_MAX)
    """Every describer that was asked: a later version of one may know more."""
    failure: str = Field(default="", max_length=DETAIL_MAX)
    """FAILED: why, in one line."""
    findings: Findings | None = None
    """RECOGNISED: what it is."""

    @property
    def broken(self) -> bool:
        """Whether software refuses the content, or answers wrongly from it."""
        problems = self.findings.problems if self.findings is not None else ()
        return any(each.severity is Severity.BROKEN for each in problems)
