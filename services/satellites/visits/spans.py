"""Exposures that stand in one stretch of time: one exposure is one visit, under however many numbers. Pure.

A number is the caller's own choice; a time and a field of the sky are not. Visits that overlap in both share
their counts of questions, so that of no time and place more is told than of one visit.
"""

import math
from collections.abc import Sequence

from services.satellites.errors import ContradictionError, CutOffError
from services.satellites.visits.policy import VisitLimits
from services.satellites.visits.visit import SECONDS_A_DAY, Visit
from shared.model.base import FrozenModel

SPAN_SECONDS = 300.0
"""Exposures are kept by spans of so long: most lie in one, and one has some ten of Rubin's."""

SHUTTER_SECONDS = 1.0
"""Two exposures in a row may seem to overlap by so much: clocks and the travel of a shutter."""


class Claim(FrozenModel):
    """One visit in its spans. Times are modified Julian dates in TAI, directions ICRS degrees."""

    visit_id: int
    counted_as: int
    """The visit whose counts are its own: the first of those that overlap."""
    begin: float
    end: float
    ra: float
    dec: float


class Claims(FrozenModel):
    """All visits that touch one span."""

    visits: tuple[Claim, ...] = ()

    def has(self, claim: Claim) -> bool:
        """Tell whether the visit of a claim stands here."""
        return any(one.visit_id == claim.visit_id for one in self.visits)

    def plus(self, *more: Claim) -> "Claims":
        """Return these and others; of a visit the first claim stays."""
        first: dict[int, Claim] = {}
        for one in (*self.visits, *more):
            first.setdefault(one.visit_id, one)
        return Claims(visits=tuple(first.values()))


def spans_of(visit: Visit) -> range:
    """Return the numbers of the spans that an exposure touches."""
    begin, end = (
        math.floor(time * SECONDS_A_DAY / SPAN_SECONDS)
        for time in (visit.exposure_start_mjd_tai, visit.exposure_end_mjd_tai)
    )
    return range(begin, end + 1)


def claimed(visit: Visit, before: Sequence[Claims], limits: VisitLimits) -> Claim:
    """Return the claim of a visit beside those that stand in its spans, one of each span.

    Whichever visits overlap in time and field have the same `counted_as`, in whatever order they came.

    Raises:
        ContradictionError: its number stands for another time or field.
        CutOffError: too many exposures stand at its time, or it would join two that are counted apart.
    """
    standing = {one.visit_id: one for claims in before for one in claims.visits}
    own = standing.pop(visit.visit_id, None)
    if own is not None and own != _claim(visit, own.counted_as):
        raise ContradictionError("caller: this visit is known with other values; send those, or another id")
    if own is not None and all(claims.has(own) for claims in before):
        return own
    if any(len(claims.visits) >= limits.visits_per_span for claims in before):
        raise CutOffError("caller: more exposures within minutes than a telescope takes")
    at_once = [one for one in standing.values() if _at_once(one, visit)]
    beside = {one.counted_as for one in at_once if _beside(one, visit, limits.field_radius_deg)}
    if own is not None:
        beside.add(own.counted_as)
    if len(beside) > 1:
        raise CutOffError("caller: this exposure overlaps two others; a telescope has one shutter")
    if not beside and _most_at_once(at_once, visit) >= limits.cameras:
        raise CutOffError("caller: more exposures at one time than there are cameras")
    return _claim(visit, next(iter(beside), visit.visit_id))


def _claim(visit: Visit, counted_as: int) -> Claim:
    return Claim(
        visit_id=visit.visit_id,
        counted_as=counted_as,
        begin=visit.exposure_start_mjd_tai,
        end=visit.exposure_end_mjd_tai,
        ra=visit.boresight_ra_deg,
        dec=visit.boresight_dec_deg,
    )


def _most_at_once(standing: Sequence[Claim], visit: Visit) -> int:
    """Return the most exposures that stand at any one moment of a visit, each counted once."""
    moments = [max(one.begin, visit.exposure_start_mjd_tai) for one in standing]
    slack = SHUTTER_SECONDS / SECONDS_A_DAY
    at_moments = [
        {one.counted_as for one in standing if one.begin <= moment < max(one.end - slack, one.begin + slack)}
        for moment in moments
    ]
    return max(map(len, at_moments), default=0)


def _at_once(one: Claim, visit: Visit) -> bool:
    """Tell whether two exposures overlap by more than shutters and clocks do; short ones by half of one."""
    begin, end = max(one.begin, visit.exposure_start_mjd_tai), min(one.end, visit.exposure_end_mjd_tai)
    shorter = min((one.end - one.begin) * SECONDS_A_DAY, visit.seconds)
    return (end - begin) * SECONDS_A_DAY > min(SHUTTER_SECONDS, shorter / 2.0)


def _beside(one: Claim, visit: Visit, radius_deg: float) -> bool:
    """Tell whether two fields overlap, by the haversine of the angle between their middles."""
    dec, other = math.radians(one.dec), math.radians(visit.boresight_dec_deg)
    half_ra = math.radians(one.ra - visit.boresight_ra_deg) / 2.0
    haversine = math.sin((dec - other) / 2.0) ** 2 + math.cos(dec) * math.cos(other) * math.sin(half_ra) ** 2
    return haversine < math.sin(math.radians(radius_deg)) ** 2
