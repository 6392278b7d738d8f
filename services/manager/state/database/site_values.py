"""Named facts of a site, kept in its index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from services.manager.look.safeguards.brake import Hold, HoldReason
from services.manager.state.database.index import Index
from services.manager.state.rules.postponements import KEPT, KeptRefusal
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.verification import Verdict
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.entry import Fingerprint
from shared.model.numbers import Count, Instant
from shared.model.paths import RelativePath

BAD_MAX = 1000
"""Files that are known to be rotten or unreadable; with more of them the disk is to be replaced."""

RELEASED_MAX = 1000
"""Files that a person let out of quarantine, remembered until they change; as many as problems of looks."""


class SiteValue(StrEnum):
    """Names of facts."""

    INCARNATION = "incarnation"
    """A new one for every new index."""
    SEQUENCE = "sequence"
    """Of the last batch that was made."""
    ROOT_ID = "root-id"
    GENERATION = "generation"
    OUTBOX = "outbox"
    """The one undecided batch, as it was signed."""
    UNSEEN = "unseen"
    """Paths of which the undecided batch says what no look has found, or what was forgotten since."""
    HOLD = "hold"
    MOUNTS = "mounts"
    """What is mounted below the root, as JSON; empty before the first look at the whole root."""
    REPORTS_AFTER = "reports-after"
    """Stream sequence of the last report that was taken in."""
    ASKS_AFTER = "asks-after"
    DOUBT = "doubt"
    """Up to which revision something may have been placed here without the index' knowing; empty: any."""
    FIRST_LOOK = "first-look"
    """What becomes of what the first look at the whole root finds; empty once it is over."""
    STEP = "step"
    """Of the want."""
    REFUSED = "refused"
    """What the file system refused to take."""
    RELEASED = "released"
    """Files that a person has let out of quarantine."""
    BAD = "bad"
    """Files that rotted, or cannot be read."""
    SCRUB = "scrub"
    """How far the files were read once more."""
    RULE = "rule"
    """What the site follows of the collection, and how."""
    UNVERIFIED = "unverified"
    """What does not verify in the log, since a person looked last; empty where all does."""
    ABSENCES = "absences"
    """For how many seconds other sites have given no sign of life while this one looked."""
    CUT_SHORT = "cut-short"
    """Kernels that were published without their last bytes."""


@dataclass(frozen=True, slots=True)
class StandingHold:
    """Why the site is held, until a person releases it."""

    hold: Hold
    effect: tuple[str, ...] = ()
    """What a release would do, in a person's words."""


class PublishedShort(FrozenModel):
    """A kernel that was published without its last bytes, since they never came."""

    path: RelativePath
    content: ContentId
    words: str
    """What is missing."""


class ReleasedFile(FrozenModel):
    """A file that a person has let out of quarantine, as it was then."""

    path: RelativePath
    fingerprint: Fingerprint


class BadFile(FrozenModel):
    """A file that rotted or cannot be read, as it was when that was found."""

    path: RelativePath
    verdict: Verdict
    detail: str
    fingerprint: Fingerprint | None


class ScrubRecord(FrozenModel):
    """How far a round of reading all files is, and when the last one ended."""

    began_at: Instant | None = None
    after: str = ""
    """The path that was read last."""
    read_files: Count = 0
    ended_at: Instant | None = None


BAD: TypeAdapter[tuple[BadFile, ...]] = TypeAdapter(tuple[BadFile, ...])
RELEASED: TypeAdapter[tuple[ReleasedFile, ...]] = TypeAdapter(tuple[ReleasedFile, ...])
CUT_SHORT: TypeAdapter[tuple[PublishedShort, ...]] = TypeAdapter(tuple[PublishedShort, ...])
HOLD: TypeAdapter[StandingHold] = TypeAdapter(StandingHold)
PATHS: TypeAdapter[frozenset[str]] = TypeAdapter(frozenset[str])
MOUNTS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])

ABSENCES: TypeAdapter[dict[str, float]] = TypeAdapter(dict[str, float])

REFETCH = (
    "what this site knew of its directory is forgotten, and the directory is looked at afresh",
    "files that are missing here are fetched from the other sites; nothing is deleted at any site for that",
    "files here that no site ever had are published; files that differ are kept as conflict copies",
    "older versions here make way for the newest, and stay in this site's trash for a while",
)

EFFECTS: dict[HoldReason, tuple[str, ...]] = {
    HoldReason.ROOT_EMPTIED: (
        *REFETCH,
        "to delete everything at every site instead, say `spicerack rm --recursive` once the files are back",
    ),
    HoldReason.LOG_EMPTY: (
        "this site gives up the log that it followed and joins the one on the server",
        "its files are published to that log; nothing is deleted at any site",
    ),
}
EFFECTS[HoldReason.KEY_TAKEN] = (
    "this site's key replaces the one that the other sites know; the other is not believed any more",
    "nothing in the directory or the index changes",
)
EFFECTS[HoldReason.LOG_UNVERIFIED] = (
    "the log is followed on as it stands, with what does not verify in it",
    "a commit that does not fit is passed over, and so is all that follows it, until the log is restored",
)
EFFECTS[HoldReason.LOG_FOREIGN] = EFFECTS[HoldReason.LOG_SHORTER] = EFFECTS[HoldReason.LOG_EMPTY]


def effect_of(hold: Hold) -> tuple[str, ...]:
    """Return what a release would do."""
    if hold.reason is HoldReason.MASS_CHANGE:
        return (
            f"{hold.deleted} files are deleted, {hold.cut} emptied or cut and {hold.replaced - hold.cut} "
            "rewritten with other bytes at every site; "
            "every site keeps the old contents in its trash for a while",
            *(f"for example: {path}" for path in hold.sample),
        )
    lines = EFFECTS.get(hold.reason, REFETCH)
    if not hold.buried:
        return lines
    went = (
        f"{hold.buried} files here that other sites deleted go to this site's trash, unless they were changed"
    )
    return (*lines, went, *(f"for example: {path}" for path in hold.sample))


class SiteValues:
    """Typed access to the facts of one site."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def text(self, fact: SiteValue) -> str:
        """Return a fact, empty when there is none."""
        return self._index.fact(fact)

    def number(self, fact: SiteValue) -> int:
        """Return a fact that is a number, 0 when there is none."""
        return int(self._index.fact(fact, "0"))

    def keep(self, fact: SiteValue, value: str | int) -> None:
        """Keep a fact."""
        self._index.set_fact(fact, str(value))

    def outbox(self) -> Signed | None:
        """Return the undecided batch, if there is one."""
        text = self.text(SiteValue.OUTBOX)
        return Signed.model_validate_json(text) if text else None

    def keep_outbox(self, signed: Signed | None, *, unseen: frozenset[str] = frozenset()) -> None:
        """Keep (or clear) the undecided batch, and the paths whose removal it says unseen."""
        self.keep(SiteValue.OUTBOX, signed.model_dump_json() if signed is not None else "")
        if unseen or self.text(SiteValue.UNSEEN):
            self.keep(SiteValue.UNSEEN, PATHS.dump_json(unseen).decode() if unseen else "")

    def unseen(self) -> frozenset[str]:
        """Return the paths whose removal the undecided batch says though no look has found them gone."""
        text = self.text(SiteValue.UNSEEN)
        return PATHS.validate_json(text) if text else frozenset()

    def absences(self) -> dict[str, float]:
        """Return for how long other sites have been away."""
        text = self.text(SiteValue.ABSENCES)
        return ABSENCES.validate_json(text) if text else {}

    def keep_absences(self, seconds: Mapping[str, float]) -> None:
        """Keep for how long other sites have been away."""
        self.keep(SiteValue.ABSENCES, ABSENCES.dump_json(dict(seconds)).decode())

    def mounts(self) -> dict[str, str] | None:
        """Return what was mounted below the root when all of it was last looked at; None before that."""
        text = self.text(SiteValue.MOUNTS)
        return MOUNTS.validate_json(text) if text else None

    def keep_mounts(self, mounts: dict[str, str] | None) -> None:
        """Keep (or forget) what is mounted below the root."""
        if mounts != self.mounts():
            self.keep(SiteValue.MOUNTS, MOUNTS.dump_json(mounts).decode() if mounts is not None else "")

    def hold(self) -> StandingHold | None:
        """Return why the site is held, if it is."""
        text = self.text(SiteValue.HOLD)
        return HOLD.validate_json(text) if text else None

    def refused(self) -> tuple[KeptRefusal, ...]:
        """Return what the file system had refused when it was kept last."""
        text = self.text(SiteValue.REFUSED)
        return KEPT.validate_json(text) if text else ()

    def keep_refused(self, refused: tuple[KeptRefusal, ...]) -> None:
        """Keep what the file system refuses."""
        self.keep(SiteValue.REFUSED, KEPT.dump_json(refused).decode() if refused else "")

    def released(self) -> dict[str, Fingerprint]:
        """Return the files that a person has let out of quarantine, by path."""
        text = self.text(SiteValue.RELEASED)
        return {one.path: one.fingerprint for one in RELEASED.validate_json(text)} if text else {}

    def keep_released(self, path: str, fingerprint: Fingerprint) -> None:
        """Keep that a person has let a file out, the newest RELEASED_MAX of them."""
        every = {**self.released(), path: fingerprint}
        files = [ReleasedFile(path=at, fingerprint=one) for at, one in every.items()][-RELEASED_MAX:]
        self.keep(SiteValue.RELEASED, RELEASED.dump_json(tuple(files)).decode())

    def bad_files(self) -> tuple[BadFile, ...]:
        """Return the files that rotted or cannot be read."""
        text = self.text(SiteValue.BAD)
        return BAD.validate_json(text) if text else ()

    def keep_bad_files(self, files: Iterable[BadFile]) -> None:
        """Keep which files those are, the newest BAD_MAX of them."""
        self.keep(SiteValue.BAD, BAD.dump_json(tuple(files)[-BAD_MAX:]).decode())

    def scrub(self) -> ScrubRecord:
        """Return how far the files were read once more."""
        text = self.text(SiteValue.SCRUB)
        return ScrubRecord.model_validate_json(text) if text else ScrubRecord()

    def keep_scrub(self, record: ScrubRecord) -> None:
        """Keep how far the files were read once more."""
        self.keep(SiteValue.SCRUB, record.model_dump_json())

    def cut_short(self) -> tuple[PublishedShort, ...]:
        """Return the kernels that were published without their last bytes, the newest first."""
        text = self.text(SiteValue.CUT_SHORT)
        return CUT_SHORT.validate_json(text) if text else ()

    def keep_cut_short(self, kernels: tuple[PublishedShort, ...]) -> None:
        """Keep which kernels those are."""
        self.keep(SiteValue.CUT_SHORT, CUT_SHORT.dump_json(kernels).decode() if kernels else "")

    def keep_hold(self, standing: StandingHold | None) -> None:
        """Keep (or clear) the hold."""
        self.keep(SiteValue.HOLD, HOLD.dump_json(standing).decode() if standing is not None else "")
