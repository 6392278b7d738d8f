"""Planted faults of objects that follow states: each is found by a test of theirs."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from services.satellites.propagate.states import arcs, interpolate
from services.satellites.propagate.states.axes import to_gcrs
from services.satellites.propagate.states.tables import Axes, Interpolation
from tests.unit.services.satellites.propagate.states import test_followed as tests

KERNEL = NumpyKernel()


def _mean_equator_for_true(patch: pytest.MonkeyPatch) -> None:
    def wrong(axes, *others):
        return to_gcrs(Axes.TEME if axes is Axes.EME2000 else axes, *others)

    patch.setattr(arcs, "to_gcrs", wrong)


def _earth_that_stands(patch: pytest.MonkeyPatch) -> None:
    def wrong(axes, place, velocity, seconds, frame):
        still = replace(frame, pole=frame.pole * 0.0) if axes is Axes.ITRS else frame
        return to_gcrs(axes, place, velocity, seconds, still)

    patch.setattr(arcs, "to_gcrs", wrong)


def _nearest_state(patch: pytest.MonkeyPatch) -> None:
    def wrong(tables, row, times):
        place, velocity = interpolate.interpolated(
            tables, row, np.round(times / 60.0) * 60.0, Interpolation.HERMITE, 7
        )
        return place, velocity, 0.0

    patch.setattr(arcs, "checked", wrong)


def _followed_beyond_the_end(patch: pytest.MonkeyPatch) -> None:
    whole = arcs._middle

    def wrong(tables, view, confidence):
        longer = replace(tables, begin=tables.begin - 1e6, end=tables.end + 1e6)
        return whole(longer, view, confidence)

    patch.setattr(arcs, "_middle", wrong)


def _contradictions_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arcs, "_agrees", lambda *_: True)


PLANTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Callable[[], None]]] = {
    "states of J2000 taken for those of date": (
        _mean_equator_for_true,
        lambda: tests.test_states_make_a_narrower_trail_than_elements(KERNEL),
    ),
    "an Earth that stands still": (
        _earth_that_stands,
        lambda: tests.test_a_source_on_the_path_is_refused_and_one_beside_it_is_not(
            tests.LEO, Axes.ITRS, KERNEL
        ),
    ),
    "the nearest state instead of a polynomial": (
        _nearest_state,
        lambda: tests.test_a_source_on_the_path_is_refused_and_one_beside_it_is_not(
            tests.LEO, Axes.EME2000, KERNEL
        ),
    ),
    "states followed beyond their end": (
        _followed_beyond_the_end,
        lambda: tests.test_outside_its_span_an_object_falls_back_to_its_elements(14.0, KERNEL),
    ),
    "states believed against elements": (
        _contradictions_believed,
        lambda: tests.test_states_and_elements_that_contradict_each_other_both_stand(KERNEL),
    ),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The test that is named beside the fault fails, and passes without it."""
    plant, test = PLANTS[name]
    test()
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        test()
