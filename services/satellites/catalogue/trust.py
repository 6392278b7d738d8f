"""The rule by which a new load of a source replaces the one in use. Pure.

A load that is empty, much smaller, older or malformed never does: the one in use stays, and its age says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median_low

import numpy as np

from services.satellites.catalogue.columns import epochs_jd
from services.satellites.catalogue.ephemerides.gather import StateCandidate
from services.satellites.catalogue.gather import Candidate
from services.satellites.propagate.earth.time_scales import MJD_2000, MJD_TO_JD, SECONDS_A_DAY

HOURS_A_DAY = 24.0

AHEAD_HOURS = 3.0
"""Sets tell what was measured, so that few are ahead of now: they follow from predictions."""

OLDER_HOURS = 1.0
"""How far the middle of the epochs may go back between two loads: some sets are withdrawn and made anew."""

SIZES = 5
"""Loads whose sizes are remembered: one that was flooded does not change their median."""

RIVALS_LEAST = 1_000
"""Of a source of few objects: so many rivals are held whatever it has. A satellite that raises its orbit
contradicts itself with each new set, for days. They take 0.2 MB."""

RECENT_SHARE = 0.9
"""The place among the sorted epochs that must be recent: robust against a few false ones either way."""


class Doubt(StrEnum):
    """Kinds of reasons to keep the load in use. None of them tells a number."""

    EMPTY = "it is empty"
    FEW = "it has fewer objects than the least that is set"
    SHRUNK = "it has lost too many objects"
    FLAWED = "too many of its records cannot be used"
    STALE = "its newest element sets are too old"
    FUTURE = "its element sets are of the future"
    OLDER = "it is older than the one in use"
    ELSEWHERE = "too many of its objects are not where their sets before said"
    CROWDED = (
        "too many of its objects are elsewhere again: more of their sets would have to stay masked than fit"
    )
    UNSEEN = "it has flawed records of objects that no other element set stands for"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRules:
    """What a load of one source must hold to be trusted."""

    least_objects: int
    """Fewer are half a catalogue."""
    lost_share: float = 0.03
    """Objects that one load may lose against the one before: launches add, decays take a few a day."""
    flawed_share: float = 0.01
    """Records of which no orbit can be made, for each that is good."""
    recent_hours: float = 72.0
    """The newest tenth of the sets must not be older: low orbits are determined anew several times a day."""
    ahead_hours: float = AHEAD_HOURS
    """The middle of the epochs must not be further ahead; a set that is stands for its whole orbit, until
    another confirms it."""
    rival_share: float = 0.1
    """Of objects with a set that contradicts another. Of Starlinks, which change their orbits, one in 300 has
    one from one load to the next: some 3 in 100 in three days."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Measured:
    """What trust looks at in a load; never logged."""

    objects: int
    flawed: int
    middle_epoch: float
    """Julian dates, UTC."""
    recent_epoch: float


def measure(candidate: Candidate) -> Measured:
    """Return what trust looks at."""
    epochs = epochs_jd(candidate.sets)
    middle, recent = np.quantile(epochs, (0.5, RECENT_SHARE)) if len(epochs) else (0.0, 0.0)
    return Measured(
        objects=len(epochs),
        flawed=candidate.flawed + candidate.sets.unusable,
        middle_epoch=float(middle),
        recent_epoch=float(recent),
    )


def measure_states(candidate: StateCandidate) -> Measured:
    """Return what trust looks at in ephemerides: when their files were made, and until when they reach."""
    tables = candidate.tables
    middle = np.quantile(tables.created, 0.5) if len(tables) else 0.0
    recent = np.quantile(tables.end, RECENT_SHARE) if len(tables) else 0.0
    return Measured(
        objects=len(np.unique(tables.identity)),
        flawed=candidate.flawed,
        middle_epoch=float(middle) / SECONDS_A_DAY + MJD_2000 + MJD_TO_JD,
        recent_epoch=float(recent) / SECONDS_A_DAY + MJD_2000 + MJD_TO_JD,
    )


def measure_of_size(objects: int) -> Measured:
    """Return what a load is measured by of which the size alone is known."""
    return Measured(objects=objects, flawed=0, middle_epoch=0.0, recent_epoch=0.0)


def yardstick(used: Measured, sizes: Sequence[int], *, loaded_jd: float) -> Measured:
    """Return what the next load is measured by: the usual size, and no epoch that was ahead when it came."""
    middle = used.middle_epoch if used.middle_epoch <= loaded_jd else 0.0
    return replace(used, objects=median_low(sizes), middle_epoch=middle)


def doubt_of(new: Measured, used: Measured | None, rules: SourceRules, *, now_jd: float) -> Doubt | None:
    """Return why a load must not replace the one in use; None where it may.

    used: the measure of the one in use, None where there is none, or it is too old to be one.
    """
    if new.objects == 0:
        return Doubt.EMPTY
    if new.objects < rules.least_objects:
        return Doubt.FEW
    if new.flawed > rules.flawed_share * new.objects:
        return Doubt.FLAWED
    if new.middle_epoch > now_jd + rules.ahead_hours / HOURS_A_DAY:
        return Doubt.FUTURE
    if new.recent_epoch < now_jd - rules.recent_hours / HOURS_A_DAY:
        return Doubt.STALE
    return None if used is None else _doubt_against(new, used, rules)


def doubt_of_rivals(
    contradicted: int, rivals: int, objects: int, rules: SourceRules, *, measured: bool
) -> Doubt | None:
    """Return whether a load contradicts too many of the sets before it, or itself.

    contradicted: what it contradicts now; rivals: with what loads before it did. Those are never more than
    what it has itself, where that is much: that bounds the memory.
    measured: whether the load in use is young enough to measure by. Where it is not, the load is taken, and
    all that it contradicts is masked as well.
    """
    too_many = measured and contradicted > rules.rival_share * objects
    return Doubt.ELSEWHERE if too_many or rivals > max(objects, RIVALS_LEAST) else None


def _doubt_against(new: Measured, used: Measured, rules: SourceRules) -> Doubt | None:
    if new.objects < (1.0 - rules.lost_share) * used.objects:
        return Doubt.SHRUNK
    if new.middle_epoch < used.middle_epoch - OLDER_HOURS / HOURS_A_DAY:
        return Doubt.OLDER
    return None
