"""The brake: what a site saw is judged before it may become deletions or replacements elsewhere. Pure.

An empty mount point, a restored disk image, a wrong volume or a foreign log look like a person who
deleted everything. Whoever judges `Hold` stops publishing and applying at the site until a person has
looked (invariant I3). The words of a hold tell what to check, and never how to silence the check.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

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
    MASS_CHANGE = "mass-change"
    KEY_TAKEN = "key-taken"
    """The site is registered with another key: only a person can say which one is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which root this is. The root and the index each keep one, and they must agree."""

    collection: str
    site: str
    root_id: str
    generation: int
    """Raised in both, the root first, so that an older copy of the root is told from the root."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A file whose content left its path: deleted, or replaced by another content."""

    path: str
    content: ContentId


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeSettings:
    """When a change is a mass change: both bounds must be passed."""

    fraction: float = 0.25
    """Of the files that the index knew: 25 % of a directory do not go in one window by an everyday act."""
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
    replaced: tuple[Lost, ...] = ()
    appeared: tuple[ContentId, ...] = ()
    """Contents now at paths where they were not before, one for each path: they show renames."""
    remaining_files: int | None = None
    """Files that the index holds once this look is noted; None where nobody counted."""
    earlier: frozenset[str] = frozenset()
    """Paths lost in earlier looks of the same window that count (`RecentLosses`), renames left out."""

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
    replaced: int = 0
    """Files with another content, without those whose old content was moved."""
    renamed: int = 0
    sample: tuple[str, ...] = ()
    """Some of the paths."""


def evaluate(values: Observation, settings: BrakeSettings) -> Hold | None:
    """Return why the site must be held, or None. The most telling reason comes first."""
    checks: tuple[Callable[[Observation], Hold | None], ...] = (_marker, _log, _emptied)
    for check in checks:
        if (hold := check(values)) is not None:
            return hold
    return _mass_change(values, settings)


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


def _mass_change(values: Observation, settings: BrakeSettings) -> Hold | None:
    appeared = Counter(values.appeared)
    deleted = _without_renames(values.deleted, appeared)
    replaced = _without_renames(values.replaced, appeared)
    now = {item.path for item in (*deleted, *replaced)}
    before = len(values.earlier - now)
    lost = len(now) + before
    if not now or lost < settings.files_min or lost <= settings.fraction * values.known_in_window:
        return None
    earlier = f" ({before} of them shortly before)" if before else ""
    return _hold(
        values,
        HoldReason.MASS_CHANGE,
        f"{lost} of {values.known_in_window} files were deleted or replaced at once{earlier}: "
        f"{len(deleted)} deleted, {len(replaced)} replaced by other content",
        "Check the mount and the disk, and whether somebody meant to do this.",
        deleted=deleted,
        replaced=replaced,
        sample=(*deleted, *replaced),
    )


def index_is_older(expected: Identity, root: Identity) -> bool:
    """Tell whether the index was restored from a backup: the root has known a later one.

    No reason to hold, but one to number batches anew under a new incarnation: the old numbers were used.
    A root one ahead is what a stop between raising the two generations leaves.
    """
    return root.generation > expected.generation + 1


def losses(values: Observation) -> tuple[str, ...]:
    """Return the paths whose files were deleted or replaced in this look alone, renames left out."""
    appeared = Counter(values.appeared)
    return tuple(item.path for item in _without_renames((*values.deleted, *values.replaced), appeared))


def _without_renames(lost: Iterable[Lost], appeared: Counter[ContentId]) -> tuple[Lost, ...]:
    """Leave out each file whose content turned up elsewhere. Takes what it matched out of `appeared`."""
    left: list[Lost] = []
    for item in lost:
        if appeared[item.content] > 0:
            appeared[item.content] -= 1
        else:
            left.append(item)
    return tuple(left)


def _hold(
    values: Observation,
    reason: HoldReason,
    seen: str,
    advice: str,
    *,
    deleted: tuple[Lost, ...] = (),
    replaced: tuple[Lost, ...] = (),
    sample: tuple[Lost, ...] = (),
) -> Hold:
    site = values.expected.site
    text = (
        f"Site {site} is held: {seen}. SpiceRack has published nothing of this and changes nothing in the "
        f"directory; all other sites keep what they have. {advice} "
        f"Then `spicerack site release {site}` shows what would happen, and asks before it does it."
    )
    given = len(values.deleted) + len(values.replaced)
    mass = reason is HoldReason.MASS_CHANGE
    return Hold(
        reason=reason,
        text=text,
        known=values.known_in_window if mass else values.known_files,
        seen=values.seen_files,
        deleted=len(deleted),
        replaced=len(replaced),
        renamed=given - len(deleted) - len(replaced) if mass else 0,
        sample=tuple(item.path for item in sample[:SAMPLE_MAX]),
    )
