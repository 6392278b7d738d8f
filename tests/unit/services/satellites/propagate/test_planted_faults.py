"""Planted faults: each one that the deployed service was seen to have, and some near ones, is found."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from services.satellites.propagate import Site, visit
from services.satellites.propagate.earth.frames import Frame, frame_at
from services.satellites.propagate.earth.iers_tables import IersTables
from services.satellites.propagate.earth.time_scales import Instant, instant
from services.satellites.propagate.kernel import sieve, sight
from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from tests.unit.services.satellites.propagate.test_against_brute_force import check

Plant = Callable[[pytest.MonkeyPatch], None]


def _low_site(patch: pytest.MonkeyPatch) -> None:
    def low(moment: Instant, site: Site) -> Frame:
        return frame_at(moment, replace(site, height_m=10.0))

    patch.setattr(visit, "frame_at", low)


def _tai_for_utc(patch: pytest.MonkeyPatch) -> None:
    def wrong(tai_mjd: float, tables: IersTables) -> Instant:
        return replace(instant(tai_mjd, tables), utc_mjd=tai_mjd)

    patch.setattr(visit, "instant", wrong)


def _utc_for_ut1(patch: pytest.MonkeyPatch) -> None:
    def wrong(tai_mjd: float, tables: IersTables) -> Instant:
        right = instant(tai_mjd, tables)
        return replace(right, ut1_mjd=right.utc_mjd + 0.1 / 86400.0)

    patch.setattr(visit, "instant", wrong)


def _no_aberration(patch: pytest.MonkeyPatch) -> None:
    def still(moment: Instant, site: Site) -> Frame:
        return replace(frame_at(moment, site), earth_velocity=np.zeros(3))

    patch.setattr(visit, "frame_at", still)


def _two_ends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sight, "times", lambda half, _: np.array([-half, half]))


def _ends_in_the_field(patch: pytest.MonkeyPatch) -> None:
    def both(arcs, view):
        if arcs is None:
            return np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
        start, end, margin = arcs
        near = (start @ view.centre > np.cos(view.field_radius)) & (
            end @ view.centre > np.cos(view.field_radius)
        )
        whole = near[[0, -1]].all() if len(near) else False
        return (start, end, margin) if whole else (start[:0], end[:0], margin[:0])

    patch.setattr(sight, "field_arcs", both)


PLANTS: dict[str, Plant] = {
    "a height of 10 m instead of the site's": _low_site,
    "TAI taken for UTC": _tai_for_utc,
    "UT1 wrong by 0.1 s": _utc_for_ut1,
    "no aberration": _no_aberration,
    "no light time": lambda patch: patch.setattr(sight, "SPEED_OF_LIGHT_KM_S", 1e30),
    "one straight segment from begin to end": _two_ends,
    "only objects with both ends in the field": _ends_in_the_field,
    "no lateness at the ends": lambda patch: patch.setattr(sight, "stretch", lambda _: 0.0),
    "no turn of the Earth while an object is late": lambda patch: patch.setattr(
        sight, "beside", lambda seen: np.zeros(len(seen.distance))
    ),
    "a sieve by place at mid exposure alone": lambda patch: patch.setattr(
        sieve, "_time", lambda late, _: late * 0.0
    ),
    "a bound of 100 arcseconds a second on every motion": lambda patch: patch.setattr(
        sight, "may_meet", _flat_bound
    ),
}


def _flat_bound(middle, _late, _cross, view):
    bound = view.field_radius + np.radians(100.0 / 3600.0) * view.half_exposure
    return middle.direction @ view.centre > np.cos(bound)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Some of two hundred pointings tells the fault from the right answer; most faults the first few."""
    PLANTS[name](monkeypatch)
    with pytest.raises(AssertionError, match="a source"):
        for index in range(5, 205):
            check(index, NumpyKernel())
