"""The brake: what a site saw is judged before it may become deletions or replacements elsewhere. Pure.

An empty mount point, a restored disk image, a wrong volume or a foreign log look like a person who
deleted everything. Whoever judges `Hold` stops publishing and applying at the site until a person has
looked (invariant I3). The words of a hold tell what to check, and never how to silence the check.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from services.manager.look.safeguards.losses import Lost, without_renames
from shared.catalog.fold.position import LogPosition
from shared.model.content import ContentId

SAMPLE_MAX = 10
"""Paths named in a hold: enough to recognise a directory, few enough for one screen."""


class HoldReason(StrEnum):
    """Why a site is held."""

    MARKER_MISSING = "marker-missing"
    MARKER_FOREIGN = "marker-foreign"
    ROOT_OLDER = "root-older"
    ROOT_EMPTIED = "root-emptied"
    LOG_EMPTY = "log-empty"
    LOG_SHORTER = "log-shorter"
    LOG_FOREIGN = "log-foreign"
    MOUNT_CHANGED = "mount-changed"
    """What is mounted at a directory below the root is not what was mounted there."""
    MASS_CHANGE = "mass-change"
    KEY_TAKEN = "key-taken"
    """The site is registered with another key: only a person can say which one is right."""
    LOG_UNVERIFIED = "log-unverified"
    """The log holds what a key signed that may not, or what does not fit it."""


ENDED_BY_PERSONS = frozenset((HoldReason.KEY_TAKEN, HoldReason.LOG_UNVERIFIED))
"""No look at the directory can tell that their cause has gone."""


ENDED_BY_RETURN = frozenset((HoldReason.MASS_CHANGE, HoldReason.ROOT_EMPTIED))
"""Their cause has gone when all is back: a file that came since tells nothing of those that went."""


TAKEN_AS_FOUND = frozenset(
    (
        HoldReason.MARKER_MISSING,
        HoldReason.MARKER_FOREIGN,
        HoldReason.ROOT_OLDER,
        HoldReason.ROOT_EMPTIED,
        HoldReason.MOUNT_CHANGED,
    )
)
"""After a release from these the directory is taken as it is found, and the log is followed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which root this is. The root and the index each keep one, and they must agree."""

    collection: str
    site: str
    root_id: str
    generation: int
    """Raised in both, the root first, so that an older copy of the root is told from the root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeSettings:
    """When a change is a mass change: a fraction and the least number must both be passed."""

    fraction: float = 0.25
    """Of the files that the index knew, deleted or cut: more do not go in one window by an everyday act."""
    rewritten_fraction: float = 0.8
    """As above, of those rewritten: a campaign of reprocessing rewrites half of a directory, and who encrypts
    it for ransom, or restores an image over it, nearly all."""
    files_min: int = 50
    """Small collections change as a whole every day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is to be judged. What was not looked at is None, and not judged."""

    expected: Identity
    """As the index has it."""
    root: Identity | None
    """As the root has it; None when it has none."""
    known_files: int = 0
    """Files in the index before the look."""
    known_earlier: int = 0
    """Files in it before the first of the `earlier` looks; 0 where there was none."""
    seen_files: int | None = None
    """Files that a complete look at the whole root found; None when any part was not read."""
    folded: LogPosition | None = None
    """Up to where the index has folded; None before it has folded anything."""
    log: LogPosition | None = None
    """The log's last revision, its id, and the hash of the commit at the revision that was folded.

    Revision 0: the log is empty. None: the log was not reached, which is no evidence.
    """
    deleted: tuple[Lost, ...] = ()
    cut: tuple[Lost, ...] = ()
    """Files emptied or cut to a fraction."""
    rewritten: tuple[Lost, ...] = ()
    """Files with other bytes, but for those that only grew."""
    appeared: tuple[ContentId, ...] = ()
    """Contents now at paths where they were not before, one for each path: they show renames."""
    remounted: tuple[str, ...] = ()
    """Directories at which something else is mounted now than before, or nothing any more."""
    lost_remounted: tuple[str, ...] = ()
    """Paths below these that were deleted or replaced, as far as this look can see."""
    remaining_files: int | None = None
    """Files that the index holds once this look is noted; None where nobody counted."""
    earlier: frozenset[str] = frozenset()
    """Paths lost in earlier looks of the same window that count (`RecentLosses`), renames left out."""
    earlier_rewritten: frozenset[str] = frozenset()
    """As above, of those rewritten."""

    @property
    def known_in_window(self) -> int:
        """Files in the index before the first loss that counts."""
        return max(self.known_files, self.known_earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Stop: a person must look. `text` is for them."""

    reason: HoldReason
    text: str
    known: int = 0
    seen: int | None = None
    deleted: int = 0
    """Files gone, without those that were renamed."""
    cut: int = 0
    """Files emptied or cut to a fraction."""
    replaced: int = 0
    """Files with another content, those cut included, without those whose old content was moved."""
    renamed: int = 0
    buried: int = 0
    """Files that stand here and were deleted elsewhere, where a release would follow."""
    sample: tuple[str, ...] = ()
    """Some of the paths."""


def evaluate(values: Observation, settings: BrakeSettings) -> Hold | None:
    """Return why the site must be held, or None. The most telling reason comes first."""
    checks: tuple[Callable[[Observation], Hold | None], ...] = (_marker, _log, _mounts, _emptied)
    for check in checks:
        if (hold := check(values)) is not None:
            return hold
    return _mass_change(values, settings)


def outlasts(standing: HoldReason, found: HoldReason) -> bool:
    """Tell whether a hold stands although a later look gives another reason.

    An emptied root into which a few files have come looks like a mass change, whose release deletes
    everywhere: the person is to be asked about the root that was found empty.
    """
    return standing is HoldReason.ROOT_EMPTIED and found is HoldReason.MASS_CHANGE


def _marker(values: Observation) -> Hold | None:
    expected, root = values.expected, values.root
    if root is None:
        return _hold(
            values,
            HoldReason.MARKER_MISSING,
            "the root directory does not carry the mark of this site",
            "Check that the right disk or share is mounted there, and mount it if it is not.",
        )
    mine = (expected.collection, expected.site, expected.root_id)
    if (root.collection, root.site, root.root_id) != mine:
        return _hold(
            values,
            HoldReason.MARKER_FOREIGN,
            f"the root directory is that of site {root.site}, collection {root.collection} "
            f"(root {root.root_id}, expected was {expected.root_id})",
            "Check which disk or share is mounted there, and the root in this site's settings.",
        )
    if root.generation < expected.generation:
        return _hold(
            values,
            HoldReason.ROOT_OLDER,
            f"the root directory is older (generation {root.generation}) than the index "
            f"(generation {expected.generation}), as after a restore from a backup or a snapshot",
            "Check whether the disk was restored or replaced; newer files may be on the other one.",
        )
    return None


def _log(values: Observation) -> Hold | None:
    folded, log = values.folded, values.log
    if folded is None or folded.revision == 0 or log is None:
        return None
    advice = "Check that this site talks to the right server, and whether its store was lost or restored."
    if log.revision == 0:
        seen = f"the log is empty, and this site has followed it up to revision {folded.revision}"
        return _hold(values, HoldReason.LOG_EMPTY, seen, advice)
    if log.log_id != folded.log_id:
        seen = f"the log is another one ({log.log_id}) than this site has followed ({folded.log_id})"
        return _hold(values, HoldReason.LOG_FOREIGN, seen, advice)
    if log.revision < folded.revision:
        seen = f"the log ends at revision {log.revision}, and this site has followed it to {folded.revision}"
        return _hold(values, HoldReason.LOG_SHORTER, seen, advice)
    if log.hash != folded.hash:
        seen = f"revision {folded.revision} of the log is another commit than the one this site has followed"
        return _hold(values, HoldReason.LOG_FOREIGN, seen, advice)
    return None


def _mounts(values: Observation) -> Hold | None:
    if not values.lost_remounted:
        return None
    named = ", ".join(repr(path) for path in values.remounted[:SAMPLE_MAX])
    hold = _hold(
        values,
        HoldReason.MOUNT_CHANGED,
        f"something else is mounted at {named} than before, or nothing any more, and "
        f"{len(values.lost_remounted)} paths below are not as they were",
        "Check that the right disk or share is mounted there, and mount it if it is not.",
    )
    return replace(hold, sample=values.lost_remounted[:SAMPLE_MAX])


def _emptied(values: Observation) -> Hold | None:
    if values.known_files < 1 or not (values.seen_files == 0 or _all_gone(values)):
        return None
    return _hold(
        values,
        HoldReason.ROOT_EMPTIED,
        f"the root directory holds no file any more, and held {values.known_files} before",
        "Check the mount and the disk.",
        sample=values.deleted,
    )


def _all_gone(values: Observation) -> bool:
    """Tell whether a look at a part of the root took the last of the files that the index knew."""
    if not values.deleted or values.appeared or values.seen_files is not None:
        return False
    if values.remaining_files is not None:
        return values.remaining_files == 0
    return len(values.deleted) >= values.known_in_window


@dataclass(frozen=True, slots=True)
class Losses:
    """What one look lost, renames left out."""

    deleted: tuple[Lost, ...]
    cut: tuple[Lost, ...]
    rewritten: tuple[Lost, ...]

    @property
    def gone(self) -> tuple[str, ...]:
        """Paths whose files were deleted, emptied or cut."""
        return tuple(item.path for item in (*self.deleted, *self.cut))


def losses(values: Observation) -> Losses:
    """Return what was lost in this look alone, renames left out."""
    appeared = Counter(values.appeared)
    deleted, cut = without_renames(values.deleted, appeared), without_renames(values.cut, appeared)
    return Losses(deleted, cut, without_renames(values.rewritten, appeared))


def _mass_change(values: Observation, settings: BrakeSettings) -> Hold | None:
    now = losses(values)
    gone = (*now.deleted, *now.cut)
    for lost, earlier, fraction in (
        (gone, values.earlier, settings.fraction),
        ((*gone, *now.rewritten), values.earlier | values.earlier_rewritten, settings.rewritten_fraction),
    ):
        paths = {item.path for item in lost}
        before = len(earlier - paths)
        count = len(paths) + before
        if paths and count >= settings.files_min and count > fraction * values.known_in_window:
            return _mass_hold(values, now, lost, count=count, before=before)
    return None


def _mass_hold(
    values: Observation, now: Losses, sample: tuple[Lost, ...], *, count: int, before: int
) -> Hold:
    earlier = f" ({before} of them shortly before)" if before else ""
    hold = _hold(
        values,
        HoldReason.MASS_CHANGE,
        # Files that came since the first loss were there as well.
        f"{count} of {max(values.known_in_window, count)} files were deleted or replaced at once{earlier}: "
        f"{len(now.deleted)} deleted, {len(now.cut)} emptied or cut to less than half, "
        f"{len(now.rewritten)} rewritten with other bytes",
        "Check the mount and the disk, and whether somebody meant to do this.",
        sample=sample,
        changes="deletes nothing in the directory, and still receives new and changed files",
    )
    given = len(values.deleted) + len(values.cut) + len(values.rewritten)
    counted = len(now.deleted) + len(now.cut) + len(now.rewritten)
    return replace(
        hold,
        known=values.known_in_window,
        deleted=len(now.deleted),
        cut=len(now.cut),
        replaced=len(now.cut) + len(now.rewritten),
        renamed=given - counted,
    )


def unverified(site: str, words: str) -> Hold:
    """Return why a site is held whose log does not verify; `words` tell where, and what is wrong."""
    text = (
        f"Site {site} is held: the log does not verify: {words}. SpiceRack has published nothing since and "
        "changes nothing in the directory. Check with `spicerack log verify`, which tells all that is wrong, "
        "ask those who run the orchestrators and the server, and compare fingerprints with other sites. "
        f"Then `spicerack site release {site}` has this site follow the log as it stands."
    )
    return Hold(reason=HoldReason.LOG_UNVERIFIED, text=text)


def index_is_older(expected: Identity, root: Identity) -> bool:
    """Tell whether the index was restored from a backup: the root has known a later one.

    No reason to hold, but one to number batches anew under a new incarnation: the old numbers were used.
    A root one ahead is what a stop between raising the two generations leaves.
    """
    return root.generation > expected.generation + 1


def _hold(
    values: Observation,
    reason: HoldReason,
    seen: str,
    advice: str,
    *,
    sample: tuple[Lost, ...] = (),
    changes: str = "changes nothing in the directory",
) -> Hold:
    site = values.expected.site
    text = (
        f"Site {site} is held: {seen}. SpiceRack has published nothing of this and {changes}; "
        f"all other sites keep what they have. {advice} "
        f"Then `spicerack site release {site}` shows what would happen, and asks before it does it."
    )
    paths = tuple(item.path for item in sample[:SAMPLE_MAX])
    return Hold(reason=reason, text=text, known=values.known_files, seen=values.seen_files, sample=paths)
