"""One visit: the tracks of its exposure, and which sources are clear of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.boxes import shaped
from services.satellites.propagate.earth.frames import frame_at
from services.satellites.propagate.earth.iers_tables import IersTables, bundled_tables
from services.satellites.propagate.earth.time_scales import MJD_2000, MJD_TO_JD, SECONDS_A_DAY, instant
from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.errors_by_age import error_table
from services.satellites.propagate.kernel.choose import best_kernel
from services.satellites.propagate.kernel.view import Kernel, View
from services.satellites.propagate.port import (
    Exposure,
    ExposureError,
    GeometryError,
    Site,
    Tracks,
    UntrustedError,
)
from services.satellites.propagate.settings import GeometrySettings
from services.satellites.propagate.states.arcs import followed_arcs, joined_arcs
from services.satellites.propagate.states.follow import Followed

Floats = NDArray[np.float64]

ARCSEC = np.pi / 180.0 / 3600.0
CHORDS_ARCSEC = 0.3
"""Arcs between samples 1 s apart leave a track by 0.23 arcseconds; frames are right to some thousandths."""


def propagate_visit(
    sets: ElementSets,
    site: Site,
    exposure: Exposure,
    settings: GeometrySettings,
    *,
    followed: Followed | None = None,
    beside: Sequence[ElementSets] = (),
    kernel: Kernel | None = None,
    tables: IersTables | None = None,
) -> Tracks:
    """Return the arcs that sources of this exposure must keep away from.

    `followed` are objects that follow an operator's states; `sets` must not have them. `beside` are sets that
    are masked as well, such as others of the same objects.

    An empty `sets` gives no arcs: whether a catalogue may be empty is for the caller to judge. The call takes
    milliseconds to seconds of one processor and blocks: call it from a thread.

    Raises:
        ExposureError: the exposure is not finite, not ordered, too long, too wide or before 1973.
        UntrustedError: the catalogue has records that no orbit can be made of, the IERS tables are old, or an
            object of `followed` cannot be placed.
        GeometryError: the sets were wiped.

    """
    if any(part.wiped for part in (sets, *beside)) or (followed is not None and followed.tables.wiped):
        raise GeometryError("us: these element sets were wiped; ask with the current catalogue")
    if sets.unusable > settings.unusable_limit:
        raise UntrustedError("operator: the catalogue has records without a possible orbit; refresh it")
    _check(site, exposure, settings)
    view = view_of(site, exposure, settings, tables or bundled_tables())
    kernel = kernel or best_kernel()
    parts = [kernel.arcs(part, view) for part in (sets, *beside)]
    if followed is not None:
        parts.append(followed_arcs(followed, view, kernel, settings.confidence))
    start, end, margin = joined_arcs(parts) if len(parts) > 1 else parts[0]
    return Tracks(
        start=start,
        end=end,
        margin=margin,
        centre=view.centre,
        field_radius=view.field_radius,
        largest_box=float(np.radians(settings.largest_box_radius_deg)),
    )


def allowed(tracks: Tracks, boxes: Floats, *, kernel: Kernel | None = None) -> NDArray[np.bool_]:
    """Return which boxes are certain to be clear of every track, shape (b,).

    boxes: right ascension and declination in degrees (ICRS) of the corners, in any order, shape (b, k, 2)
    with k from 1 to 8, or of points, shape (b, 2). A box is the convex hull of its corners. Never allowed are
    boxes that are not finite, have a declination beyond a pole, are larger than the setting, or are not
    wholly within the field.

    Raises:
        GeometryError: the tracks were wiped, or `boxes` is not of these shapes.

    """
    if tracks.wiped:
        raise GeometryError("us: these tracks were wiped; compute the visit anew")
    return (kernel or best_kernel()).allowed(tracks, shaped(boxes))


def warm_up(site: Site, settings: GeometrySettings) -> None:
    """Read the tables and load the kernel now, some 100 ms of it, so that no visit has to.

    Raises:
        UntrustedError: the IERS tables cannot be read.

    """
    tables = bundled_tables()
    begin = min(tables.measured_until, tables.leap_expires) - 1.0
    exposure = Exposure(begin, begin + 1.0 / SECONDS_A_DAY, 0.0, 0.0, field_radius_deg=1.0)
    propagate_visit(ElementSets.from_records(()), site, exposure, settings)


def view_of(site: Site, exposure: Exposure, settings: GeometrySettings, tables: IersTables) -> View:
    """Return the view that a kernel computes an exposure from."""
    middle = instant((exposure.begin_tai_mjd + exposure.end_tai_mjd) / 2.0, tables)
    day = np.floor(middle.utc_mjd)
    ra, dec = np.radians(exposure.ra_deg), np.radians(exposure.dec_deg)
    return View(
        frame=frame_at(middle, site),
        mid_day=float(MJD_TO_JD + day),
        mid_fraction=float(middle.utc_mjd - day),
        mid_tai=(middle.tai_mjd - MJD_2000) * SECONDS_A_DAY,
        half_exposure=(exposure.end_tai_mjd - exposure.begin_tai_mjd) * SECONDS_A_DAY / 2.0,
        centre=np.array([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)]),
        field_radius=float(np.radians(exposure.field_radius_deg)),
        errors=error_table(settings.confidence),
        step=settings.step_seconds,
        half_width=(settings.trail_half_width_arcsec + CHORDS_ARCSEC) * ARCSEC,
        turn_error=middle.turn_error_seconds,
        clock_error=settings.clock_error_seconds,
        largest_late=settings.largest_along_seconds,
        furthest_epoch=settings.furthest_epoch_days * MINUTES_A_DAY,
        decayed_after=settings.decayed_after_days * MINUTES_A_DAY,
    )


def _check(site: Site, exposure: Exposure, settings: GeometrySettings) -> None:
    numbers = (
        exposure.begin_tai_mjd,
        exposure.end_tai_mjd,
        exposure.ra_deg,
        exposure.dec_deg,
        exposure.field_radius_deg,
    )
    if not np.isfinite(numbers).all() or abs(exposure.dec_deg) > 90.0:
        raise ExposureError(
            "caller: the exposure has a number that is not finite, or a declination past a pole"
        )
    seconds = (exposure.end_tai_mjd - exposure.begin_tai_mjd) * SECONDS_A_DAY
    if not 0.0 < seconds <= settings.longest_exposure_seconds:
        raise ExposureError(
            "caller: the exposure must end after it begins, and be no longer than the setting allows"
        )
    if not 0.0 < exposure.field_radius_deg <= settings.largest_field_radius_deg:
        raise ExposureError("caller: the field's radius must be above zero and within the setting")
    if not np.isfinite((site.longitude_deg, site.latitude_deg, site.height_m)).all():
        raise ExposureError(
            "operator: the site's place has a number that is not finite; mend the configuration"
        )
