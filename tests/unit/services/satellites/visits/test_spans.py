"""One exposure is one visit under however many numbers; what a site's telescopes do passes."""

import random

import pytest

from services.satellites.errors import ContradictionError, CutOffError
from services.satellites.visits.policy import VisitLimits
from services.satellites.visits.spans import SPAN_SECONDS, Claims, claimed, spans_of
from tests.unit.services.satellites.visits.worlds import DAY_SECONDS, visit

NIGHT = 204_000 * SPAN_SECONDS / DAY_SECONDS
"""A time at which a span begins."""


def exposure(visit_id, begin=60.0, seconds=30.0, ra=10.0, dec=-30.0):
    """Return an exposure that begins so many seconds into the span."""
    times = {
        "exposure_start_mjd_tai": NIGHT + begin / DAY_SECONDS,
        "exposure_end_mjd_tai": NIGHT + (begin + seconds) / DAY_SECONDS,
    }
    return visit(visit_id, boresight_ra_deg=ra, boresight_dec_deg=dec, **times)


class Night:
    """Spans with what was claimed in them."""

    def __init__(self, **limits):
        self.limits = VisitLimits(**limits)
        self.spans = {}

    def claim(self, one):
        """Claim a visit, and return as which it is counted."""
        before = {number: self.spans.get(number, Claims()) for number in spans_of(one)}
        claim = claimed(one, list(before.values()), self.limits)
        self.spans |= {number: claims.plus(claim) for number, claims in before.items()}
        return claim.counted_as


@pytest.mark.parametrize(
    ("second", "counted_as"),
    [
        (exposure(1), 1),
        (exposure(2), 1),
        (exposure(2, begin=75.0), 1),
        (exposure(2, seconds=0.1), 1),
        (exposure(2, ra=14.0), 1),
        (exposure(2, ra=370.0), 1),
        (exposure(2, dec=-26.0), 1),
        (exposure(2, begin=94.0), 2),
        (exposure(2, begin=89.5), 2),
        (exposure(2, dec=30.0), 2),
        (exposure(2, ra=15.0), 2),
    ],
)
def test_a_second_exposure_shares_the_counts_of_the_first_where_they_overlap(second, counted_as):
    """Again, later within it, shorter, aside: one quota. The next one and the other camera have their own."""
    night = Night()
    assert night.claim(exposure(1)) == 1
    for _ in range(3):
        assert night.claim(second) == counted_as


@pytest.mark.parametrize(
    ("others", "refused", "error"),
    [
        ([exposure(2, dec=30.0)], exposure(3, dec=80.0), CutOffError),
        ([exposure(2, begin=91.0)], exposure(3, begin=75.0), CutOffError),
        ([exposure(2, ra=16.0)], exposure(3, ra=13.0), CutOffError),
        ([exposure(2, begin=100.0)], exposure(2, begin=101.0), ContradictionError),
        ([], exposure(1, ra=11.0), ContradictionError),
        ([exposure(n, begin=60.0 + n * 34.0) for n in (2, 3, 4)], exposure(9, begin=10.0), CutOffError),
    ],
    ids=["a third field", "between two in time", "between two in the sky", "moved", "aside", "too many"],
)
def test_what_no_telescope_does_is_refused(others, refused, error):
    """Nobody joins two visits, moves one, or takes more than cameras and time allow; the known go on."""
    night = Night(visits_per_span=4)
    for one in (exposure(1), *others):
        assert night.claim(one) == one.visit_id
    with pytest.raises(error):
        night.claim(refused)
    for one in (exposure(1), *others):
        assert night.claim(one) == one.visit_id


def test_exposures_over_the_end_of_a_span_meet():
    """Two of one time share counts though one of them lies in one span alone."""
    night = Night()
    assert night.claim(exposure(1, begin=290.0)) == 1
    assert night.claim(exposure(2, begin=300.5)) == 1
    assert night.claim(exposure(3, begin=275.0, seconds=26.0)) == 1


def test_a_night_of_a_survey_with_two_cameras_passes():
    """Visits each 34 s of one telescope and each 20 s of another, apart, have quotas of their own."""
    night = Night()
    main = [exposure(n, begin=n * 34.0, ra=n * 1.0) for n in range(300)]
    other = [exposure(1000 + n, begin=n * 20.0, seconds=15.0, dec=40.0) for n in range(500)]
    for one in sorted((*main, *other), key=lambda each: each.exposure_end_mjd_tai):
        assert night.claim(one) == one.visit_id


def test_no_time_and_place_is_counted_twice_whatever_is_announced():
    """Of exposures thrown at a few minutes, those that overlap in time and field share their counts."""
    draw = random.Random(3)
    for _ in range(30):
        night, standing = Night(cameras=16, visits_per_span=256), []
        for number in range(60):
            one = exposure(number, draw.uniform(0, 900), draw.uniform(2, 120), draw.uniform(0, 20), 0.0)
            try:
                standing.append((one, night.claim(one)))
            except CutOffError:
                continue
        for one, counted in standing:
            for other, as_other in standing:
                begin = max(one.exposure_start_mjd_tai, other.exposure_start_mjd_tai)
                end = min(one.exposure_end_mjd_tai, other.exposure_end_mjd_tai)
                apart = abs(one.boresight_ra_deg - other.boresight_ra_deg)
                if (end - begin) * DAY_SECONDS > 1.001 and apart < 4.199:
                    assert counted == as_other
