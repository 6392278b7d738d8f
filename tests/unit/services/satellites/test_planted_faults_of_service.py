"""Planted faults of the service about the geometry: each that the deployed one was seen to have is found."""

import asyncio
import inspect
import re
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest

from services.satellites.api import bodies
from services.satellites.catalogue import fields, gather, keeper, lease, superseded
from services.satellites.catalogue.columns import TimedSets, joined
from services.satellites.history import store
from services.satellites.propagate import GeometryError, allowed, element_sets
from services.satellites.propagate.kernel import numpy_kernel, rings
from services.satellites.visits import claiming, visits
from services.satellites.visits.question import allowed_ids
from tests.unit.services.satellites.api import test_deployed_client as client
from tests.unit.services.satellites.api.doors import World
from tests.unit.services.satellites.catalogue import test_history as history
from tests.unit.services.satellites.catalogue import test_rivals as rivals
from tests.unit.services.satellites.catalogue import test_superseded as held
from tests.unit.services.satellites.catalogue import test_trust as trust
from tests.unit.services.satellites.catalogue.ephemerides import test_catalogue_of_states as states
from tests.unit.services.satellites.propagate import test_boxes as boxes
from tests.unit.services.satellites.propagate import test_element_sets as sets
from tests.unit.services.satellites.propagate import test_untrusted as untrusted
from tests.unit.services.satellites.visits import test_visits

ROOT = Path(__file__).parents[4]
NUMPY = numpy_kernel.NumpyKernel()
FOUND = (AssertionError, httpx.HTTPStatusError, RuntimeError, pytest.fail.Exception)
"""What a test ends with that finds a fault."""

Plant = Callable[[pytest.MonkeyPatch], None]
Test = Callable[[], Coroutine[None, None, None] | None]


def put(owner: object, name: str, value: object) -> Plant:
    """Return a plant of one name."""
    return lambda patch: patch.setattr(owner, name, value)


def _list_in_a_list(question, clear):
    ids = allowed_ids(question, clear)
    return [ids] if len(question) == 1 else ids


def _no_source_fails(tracks, corners):
    if not len(corners):
        raise GeometryError("us: zero sources cannot be reshaped")
    return allowed(tracks, corners)


async def _each_number_for_itself(_, visit):
    return visit.key


def _popped_while_walked(self):
    for key, known in self._known.items():
        if known.used_at <= self.monotonic() - self.cache_limits.unused_seconds:
            self._forget(key)


def _days_of_two_digit_years(records):
    numbers = [
        1000.0 * (one.epoch.year % 100)
        + one.epoch.timetuple().tm_yday
        + (one.epoch.hour * 3600 + one.epoch.minute * 60 + one.epoch.second) / 86400.0
        for one in records
    ]
    return np.floor(numbers), np.array(numbers) % 1.0


def _nan_is_no_corner(corners):
    return _corner_vectors(np.where(np.isnan(corners), corners[:, :1], corners))


def _first_alone(self, source, change):
    return _swap(self, source, change) if self._current is None else None


_corner_vectors, _swap = numpy_kernel.corner_vectors, keeper.Keeper._swap

PLANTS: dict[str, tuple[Plant, Test]] = {
    "one source is answered as a list in a list": (
        put(visits, "allowed_ids", _list_in_a_list),
        lambda: client.test_lists_of_none_and_one_have_the_same_form(
            World(), client.QUESTION["diasources"][:1]
        ),
    ),
    "no source at all is an error": (
        put(visits, "allowed", _no_source_fails),
        lambda: client.test_lists_of_none_and_one_have_the_same_form(World(), []),
    ),
    "old visits are kept": (
        put(visits.Visits, "sweep", lambda _: None),
        test_visits.test_tracks_are_wiped_when_forgotten,
    ),
    "visits are popped while somebody walks over them": (
        put(visits.Visits, "sweep", _popped_while_walked),
        test_visits.test_tracks_are_wiped_when_forgotten,
    ),
    "a visit is its number alone": (
        put(claiming.Claiming, "claim", _each_number_for_itself),
        test_visits.test_one_exposure_under_many_numbers_has_one_quota,
    ),
    "a refreshed catalogue goes to a local name": (
        put(keeper.Keeper, "_swap", _first_alone),
        trust.test_a_refresh_swaps_at_once_and_wipes_after_the_last_holder,
    ),
    "age is a difference of YYDDD": (
        put(element_sets, "_epochs", _days_of_two_digit_years),
        sets.test_epochs_cross_the_new_year_without_a_step,
    ),
    "TAI of a historical visit is taken for UTC": (
        put(store, "TAI_UTC", timedelta(0)),
        history.test_days_are_counted_in_utc,
    ),
    "half a catalogue replaces a whole one": (
        put(keeper, "doubt_of", lambda *_, **__: None),
        lambda: trust.test_what_is_not_trusted_never_replaces_what_is(
            trust.candidate(range(1, 90)), trust.Doubt.SHRUNK
        ),
    ),
    "an empty catalogue is no satellites": (
        put(keeper.Keeper, "unfit", lambda _: None),
        trust.test_nothing_is_answered_before_every_source_is_loaded,
    ),
    "an object without a place crosses nothing": (
        put(rings, "ring", lambda *_: None),
        lambda: untrusted.test_an_object_that_sgp4_gives_up_masks_its_orbit(NUMPY),
    ),
    "a corner that is no number is left out": (
        put(numpy_kernel, "corner_vectors", _nan_is_no_corner),
        lambda: boxes.test_boxes_are_answered_by_distance(NUMPY, "not a number"),
    ),
    "a newer set drives out the one that it contradicts": (
        put(lease, "rivals_of", lambda *_, **__: TimedSets()),
        lambda: rivals.test_a_newer_set_that_contradicts_does_not_drive_out_the_one_before("another plane"),
    ),
    "a newer set drives out the one before where it is near": (
        put(keeper, "superseded", lambda *_, **__: TimedSets()),
        lambda: held.test_a_false_set_that_is_near_leaves_the_right_one_masked(0.3),
    ),
    "a file of an operator ends what is held of its objects": (
        put(lease, "joined", lambda parts: joined(parts[:2])),
        states.test_states_do_not_take_away_what_is_held_of_their_object,
    ),
    "a track that is held stands for a whole orbit": (
        put(superseded, "beyond_margin", lambda used, *_, **__: np.zeros(len(used), np.bool_)),
        held.test_a_held_track_does_not_stand_for_a_whole_orbit,
    ),
    "of two records of an object the newer one counts": (
        put(gather, "contradicting", lambda *_, **__: np.empty(0, np.intp)),
        lambda: rivals.test_two_records_of_one_object_in_a_load_stand_both("another place"),
    ),
    "an orbit through the ground is believed": (
        put(fields, "_check_orbit", lambda *_: None),
        lambda: rivals.test_an_impossible_set_leaves_the_good_one("through the ground"),
    ),
    "any drag is believed": (
        put(gather, "falling", lambda sets: np.zeros(len(sets), np.bool_)),
        rivals.test_an_orbit_that_would_reach_the_ground_within_a_day_is_masked_whole,
    ),
    "a date that is ahead is believed": (
        put(lease, "unconfirmed", lambda sets, *_, **__: np.zeros(len(sets), np.bool_)),
        rivals.test_a_set_that_is_ahead_is_masked_whole_until_another_confirms_it,
    ),
    "a flooded load is what all others are measured by": (
        put(keeper, "yardstick", lambda measured, *_, **__: measured),
        trust.test_a_flood_does_not_make_right_loads_wrong,
    ),
    "errors quote what was sent": (
        put(bodies, "_complaint", str),
        lambda: client.test_wrong_forms_are_refused_without_quoting_them(World(), client.WRONG[2]),
    ),
}


def run(test: Test) -> None:
    """Run a test to its end, on an event loop where it needs one."""
    if inspect.iscoroutine(done := test()):
        asyncio.run(done)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The test that is named beside the fault fails, and passes without it."""
    plant, test = PLANTS[name]
    run(test)
    plant(monkeypatch)
    with pytest.raises(FOUND):
        run(test)


def test_every_test_that_the_page_names_is_there() -> None:
    """The page of satellites names tests by file and function, and each of them exists."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/satellites.md").read_text("utf-8"))
    assert len(named) > 10
    for path, function in named:
        assert f"def {function}(" in (ROOT / path).read_text("utf-8"), f"{path} has no {function}"
