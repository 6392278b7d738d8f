"""The rule that tells a believable visit. Pure."""

import math
from datetime import datetime, timedelta

from pydantic import Field

from services.satellites.errors import MalformedRequestError
from services.satellites.julian import modified_julian_date
from services.satellites.propagate.earth.iers_tables import FIRST_MJD
from services.satellites.visits.visit import ID_END, Visit
from shared.model.base import FrozenModel

TAI_UTC = timedelta(seconds=37)
"""Since 2017. Good enough to tell whether a visit is near now; the geometry has the whole table."""


TURN_DEG = 360.0
"""A right ascension may be a turn off. Of huge ones sines say nothing: two of one place would differ."""


class VisitLimits(FrozenModel, extra="forbid"):
    """Bounds of what is computed."""

    longest_seconds: float = Field(default=120.0, gt=0.0, le=1200.0)
    """Rubin's visits take 15 s to 30 s, its longest (u band) below a minute."""
    recent_hours: float = Field(default=12.0, gt=0.0, le=240.0)
    """Current visits are asked about within minutes; a night fits in, for what is done again at its end."""
    future_seconds: float = Field(default=120.0, ge=0.0, le=3600.0)
    """A visit is announced when its image is there; so much two clocks may differ."""
    field_radius_deg: float = Field(default=2.1, gt=0.0, le=5.0)
    """The outermost corner of Rubin's detectors is 2.06 degrees from the boresight."""
    visits_per_hour: int = Field(default=450, ge=1, le=10_000)
    """Rubin takes one in 34 s: four times as many, for what is done again."""
    cameras: int = Field(default=2, ge=1, le=16)
    """Exposures of fields apart that go on at one time: Rubin's site has two telescopes with a camera."""
    visits_per_span: int = Field(default=64, ge=1, le=256)
    """Exposures that touch five minutes, by all replicas together: one in ten seconds of two cameras."""


def check_visit(visit: Visit, limits: VisitLimits, *, now: datetime) -> None:
    """Return where a visit may be computed.

    Raises:
        MalformedRequestError: a number is out of its range, or the visit is too long or not near now.
    """
    if not 0 <= visit.visit_id < ID_END:
        raise MalformedRequestError("caller: visit_id is no 64-bit number of a visit")
    numbers = (visit.middle_mjd_tai, visit.boresight_ra_deg, visit.boresight_dec_deg, visit.seconds)
    if not all(map(math.isfinite, numbers)) or abs(visit.boresight_dec_deg) > 90.0:
        raise MalformedRequestError("caller: a time or the boresight is not finite, or beyond a pole")
    if not -TURN_DEG <= visit.boresight_ra_deg <= 2.0 * TURN_DEG:
        raise MalformedRequestError("caller: the boresight's right ascension is further than a turn away")
    if not 0.0 < visit.seconds <= limits.longest_seconds:
        raise MalformedRequestError("caller: the exposure does not end after it begins, or is too long")
    if visit.exposure_start_mjd_tai < FIRST_MJD:
        raise MalformedRequestError("caller: the exposure lies before 1973; send MJD in TAI")
    ahead = visit.middle_mjd_tai - modified_julian_date(now + TAI_UTC)
    if ahead * 86400.0 > limits.future_seconds:
        raise MalformedRequestError("caller: the exposure is of the future; send MJD in TAI")
    if not visit.historical and -ahead * 24.0 > limits.recent_hours:
        raise MalformedRequestError("caller: the exposure is long past; ask with historical")
