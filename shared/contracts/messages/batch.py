"""Batch: what one site saw change in one quiet window."""

from enum import StrEnum

from pydantic import Field, model_validator

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.entry import Entry, Kind, State
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import INT64_MAX, Count, Instant, Revision, SchemaVersion
from shared.model.paths import RelativePath

BATCH_BYTES_MAX = 4 * 1024 * 1024
"""Characters of the changes of one batch: some 20 000 files that are new, or 10 000 that were renamed. More
would keep the event loop of a manager busy for longer than a few seconds while it makes or folds them."""


BATCH_TEXT_MAX = 12 * 1024 * 1024
"""Characters of a batch that can be committed: its commit repeats its text, in which JSON may make four of a
quotation mark, and has to be readable (`shared.bus.codec.DECODED_BYTES_MAX`)."""


BY_MAX = 200
"""Characters of who has made a change: the name of a token with its id, or a subject and its provider."""


class BaseRef(FrozenModel):
    """The base that a change was made on."""

    revision: Revision
    content: ContentId | None = None
    """What stood there then; left out, since the log says it, and most bytes of a batch are contents."""


class Condition(FrozenModel):
    """What must stand at a path for a change of it to be accepted, as its author has demanded.

    Where it does not, the change is refused, and no conflict copy is made: the author is told, and its bytes
    go to the trash of its site. An orchestrator of an earlier version does not read this.
    """

    content: ContentId | None = None
    """Of the file that must stand there; None: nothing may."""

    def is_met_by(self, head: Entry | None) -> bool:
        """Tell whether what stands at the path, None where nothing ever stood, is what was demanded."""
        if head is None or not head.live:
            return self.content is None
        return head.state.kind is Kind.FILE and head.state.content == self.content


class Change(FrozenModel):
    """One path that changed at a site. A state of kind DELETED is a delete, any other a put."""

    path: RelativePath
    state: State
    base: BaseRef | None = None
    """None: this site had nothing placed or accepted at the path."""
    maybe_placed: Count | None = None
    """Where it is not as the batch says of all its puts: see there."""
    condition: Condition | None = None
    """None: what it was based on decides."""
    by: str | None = Field(default=None, max_length=BY_MAX)
    """Who has made it over a gateway, by the name that the caller has there; None: somebody at the directory,
    or one who need not say who it is. Only ever shown. Earlier versions neither say nor read it."""

    @property
    def is_delete(self) -> bool:
        """Whether the site saw the path go away."""
        return self.state.kind is Kind.DELETED


GROUP_ID_PATTERN = r"^[0-9a-f]{32}$"

MESSAGE_MAX = 2000
"""Characters of what a person says of a group: some paragraphs, repeated in its commit and in every fold."""


class GroupNote(FrozenModel):
    """The group whose changes a batch is: all of them, and no others. They are decided together.

    Where one of them loses against another site's change, all do: what was put is kept as conflict copies, or
    refused where any of them has a condition.
    An orchestrator of an earlier version does not read this, and decides each change by itself.
    """

    id: str = Field(pattern=GROUP_ID_PATTERN)
    """Given by whoever wrote the group; whoever waits for its decision knows it by that."""
    message: str = Field(default="", max_length=MESSAGE_MAX)
    """What a person says of it; the log shows it."""


class Batch(FrozenModel):
    """Signed and numbered by (site, incarnation, sequence); changes are applied as a whole."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    incarnation: str = Field(pattern=r"^[0-9a-f]{16}$")
    """A new one for every new index, so that numbers are never used twice."""
    sequence: Revision
    log_id: str | None = None
    """The log that the site follows; none before it has seen any."""
    made_at: Instant
    """UTC, by the site's clock; only ever shown, and used in names of conflict copies."""
    maybe_placed: Count | None = None
    """The highest revision that may have been placed at the paths of the puts without this site's knowing, as
    while a report is on its way; 0: none. A content known as of a later one is no echo, but this site's own.
    None: the site does not say, and any may."""
    group: GroupNote | None = None
    """Of changes that are decided together; None: each stands for itself."""
    changes: tuple[Change, ...]

    def may_have_been_placed(self, change: Change) -> int:
        """Return up to which revision the path of a put may have been filled unheard."""
        said = self.maybe_placed if change.maybe_placed is None else change.maybe_placed
        return INT64_MAX if said is None else said

    @model_validator(mode="after")
    def _each_path_once(self) -> "Batch":
        if len({change.path for change in self.changes}) != len(self.changes):
            raise ValueError("a batch names a path twice")
        return self


class Outcome(StrEnum):
    """What was decided on one change."""

    ACCEPTED = "accepted"
    ALREADY = "already"
    CONFLICT = "conflict"
    REFUSED = "refused"


class Decision(FrozenModel):
    """The outcome of one change, in the batch's order."""

    outcome: Outcome
    revision: Revision | None = None
    """ALREADY: the revision that the content is known as; none where nothing stands and nothing stood."""
    path: RelativePath | None = None
    """CONFLICT: where the content was committed instead; none for a directory, which has no content."""
