"""Visits: announced, computed once, asked about, forgotten."""

import asyncio

import pytest

from services.satellites.errors import (
    CatalogueUnfitError,
    ContradictionError,
    CutOffError,
    FailedError,
    MalformedRequestError,
    OverloadError,
    UnknownVisitError,
)
from services.satellites.visits.gate import Gate
from services.satellites.visits.pair import NoPair
from shared.bus.port import BusError
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.visits.worlds import (
    CLEAR,
    START,
    Computing,
    box,
    make_visits,
    question,
    visit,
    visit_before,
)


class Shared:
    """What replicas tell each other, in memory; broken when a test says so."""

    def __init__(self):
        self.said = {}
        self.broken = False

    async def say(self, one):
        """Remember the first."""
        self._check()
        return self.said.setdefault(one.key, one)

    async def find(self, key):
        """Return what was said."""
        self._check()
        return self.said.get(key)

    def _check(self):
        if self.broken:
            raise BusError("gone")


async def test_a_visit_is_announced_then_asked_about():
    """Sources beside the track are allowed, those on it are not; 64-bit ids come back as they went."""
    visits = make_visits()

    assert await visits.announce(visit()) is False
    assert await visits.announce(visit()) is True
    assert await visits.ask(visit().key, [question()]) == [CLEAR]


async def test_189_announcements_at_once_compute_once():
    """All detectors of a visit announce it at one moment: one computation, and all wait for it."""
    compute = Computing()
    compute.go.clear()
    visits = make_visits(compute)
    waiting = [asyncio.create_task(visits.announce(visit())) for _ in range(189)]
    await asyncio.sleep(0)
    compute.go.set()
    await asyncio.gather(*waiting)

    assert compute.count == 1


async def test_a_caller_that_goes_does_not_end_the_computation_of_others():
    """The first of several callers may be cut off: the others get their answer from the same computation."""
    compute = Computing()
    compute.go.clear()
    visits = make_visits(compute)
    first, second = (asyncio.create_task(visits.announce(visit())) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    compute.go.set()
    await second

    assert compute.count == 1


async def test_current_and_historical_visits_of_a_number_are_two():
    """The same id may be announced in both ways, with other values."""
    visits = make_visits()
    await visits.announce(visit())
    with pytest.raises(UnknownVisitError):
        await visits.ask(visit(historical=True).key, [question()])

    await visits.announce(visit(historical=True, boresight_dec_deg=10.0))


async def test_other_values_for_a_known_visit_are_refused():
    """Who moves a visit's field over the sky under one id is told so."""
    visits = make_visits()
    await visits.announce(visit())

    with pytest.raises(ContradictionError):
        await visits.announce(visit(boresight_ra_deg=11.0))
    assert await visits.ask(visit().key, [question()]) == [CLEAR]


async def test_an_unknown_visit_gives_no_list():
    """Nothing is said about a visit that nobody announced."""
    with pytest.raises(UnknownVisitError):
        await make_visits().ask(visit().key, [question()])


@pytest.mark.parametrize("error", [CatalogueUnfitError("x"), OverloadError("x"), ZeroDivisionError("x")])
async def test_what_cannot_be_computed_is_an_error_and_is_tried_anew(error):
    """A failure gives no list, is no empty sky, and the next announcement computes again."""
    compute = Computing()
    compute.error = error
    visits = make_visits(compute)
    with pytest.raises(type(error)):
        await visits.announce(visit())
    with pytest.raises(UnknownVisitError):
        await visits.ask(visit().key, [question()])

    compute.error = None
    await visits.announce(visit())

    assert await visits.ask(visit().key, [question()]) == [CLEAR]


async def test_a_visit_of_a_fresh_catalogue_is_answered_when_the_catalogue_is_old():
    """Its tracks were made for its time by sets that were young enough; no other visit is computed."""
    compute = Computing()
    visits = make_visits(compute)
    await visits.announce(visit())
    compute.error = CatalogueUnfitError("the catalogue is too old")

    assert await visits.ask(visit().key, [question()]) == [CLEAR]
    with pytest.raises(CatalogueUnfitError):
        await visits.announce(visit(2))


async def test_a_visit_of_another_replica_is_computed_anew():
    """What is announced at one machine is answered at the other, at once, and computed there once."""
    shared, computes = Shared(), [Computing(), Computing()]
    one, two = (make_visits(compute, pair=shared) for compute in computes)
    await one.announce(visit())

    answers = await asyncio.gather(*(two.ask(visit().key, [question(number)]) for number in range(20)))

    assert answers == [[CLEAR]] * 20
    assert [compute.count for compute in computes] == [1, 1]


async def test_replicas_do_not_take_one_visit_for_two_fields():
    """The second replica refuses values that the first did not get."""
    shared = Shared()
    one, two = (make_visits(pair=shared) for _ in range(2))
    await one.announce(visit())

    with pytest.raises(ContradictionError):
        await two.announce(visit(boresight_ra_deg=11.0))
    assert await two.ask(visit().key, [question()]) == [CLEAR]


async def test_without_the_bus_each_replica_works_alone():
    """A visit is then unknown at the other replica: the client announces it there, as it always does."""
    shared = Shared()
    one, two = (make_visits(pair=shared) for _ in range(2))
    shared.broken = True
    await one.announce(visit())
    with pytest.raises(UnknownVisitError):
        await two.ask(visit().key, [question()])
    await two.announce(visit())

    assert await two.ask(visit().key, [question()]) == [CLEAR]


@pytest.mark.parametrize(
    "changes",
    [
        {"exposure_end_mjd_tai": START},
        {"exposure_end_mjd_tai": START - 1.0},
        {"exposure_end_mjd_tai": START + 1.0},
        {"exposure_start_mjd_tai": float("nan")},
        {"exposure_end_mjd_tai": float("inf")},
        {"boresight_ra_deg": float("nan")},
        {"boresight_ra_deg": 360.0 * 2**49},
        {"boresight_ra_deg": -1e308},
        {"boresight_dec_deg": 90.1},
        {"visit_id": -1},
        {"visit_id": 2**63},
        {"exposure_start_mjd_tai": START + 1.0, "exposure_end_mjd_tai": START + 1.0001},
        {"exposure_start_mjd_tai": START - 1.0, "exposure_end_mjd_tai": START - 0.9999},
        {
            "exposure_start_mjd_tai": START + 1.0,
            "exposure_end_mjd_tai": START + 1.0001,
            "historical": True,
        },
        {"exposure_start_mjd_tai": -1e6, "exposure_end_mjd_tai": -1e6 + 0.0001, "historical": True},
        {"exposure_start_mjd_tai": 41683.0, "exposure_end_mjd_tai": 41683.0001, "historical": True},
    ],
)
async def test_unbelievable_visits_are_refused(changes):
    """No time that is reversed, endless, too long, of the future or long past; no direction beyond a pole."""
    compute = Computing()
    with pytest.raises(MalformedRequestError):
        await make_visits(compute).announce(visit(**changes))

    assert compute.count == 0


async def test_more_visits_than_a_telescope_takes_are_cut_off():
    """Who announces fields all over the sky gets no further than a telescope; known visits go on."""
    clock = SetClock()
    visits = make_visits(clock=clock, visits_per_hour=5)
    for number in range(5):
        await visits.announce(visit_before(number))
    with pytest.raises(CutOffError):
        await visits.announce(visit_before(6))
    await visits.announce(visit_before(4))

    clock.move(3601.0)

    await visits.announce(visit_before(6))


async def test_changed_questions_are_counted_and_cut_off():
    """The same question is answered again; a fourth other one about a detector is not."""
    visits = make_visits()
    await visits.announce(visit())
    for size in (0.001, 0.002, 0.003):
        for order in (1, -1):
            sources = [(1, box(10.0, -29.5, size)), (2, box(10.1, -29.5, size))][::order]
            assert await visits.ask(visit().key, [question(sources=sources)]) == [[1, 2]]
    with pytest.raises(CutOffError):
        await visits.ask(visit().key, [question(sources=[(1, box(10.0, -29.5, 0.004))])])

    assert await visits.ask(visit().key, [question(2)]) == [CLEAR]


async def test_one_exposure_under_many_numbers_has_one_quota():
    """Who announces an exposure again and again, by other numbers and a bit aside, gets no more answers."""
    visits = make_visits()
    for number in range(3):
        aside = visit(number, boresight_ra_deg=10.0 + number * 0.1)
        await visits.announce(aside)
        assert await visits.ask(aside.key, [question(sources=[(1, box(10.0, -29.5, 0.001 + number / 1e4))])])
    await visits.announce(visit(3))
    with pytest.raises(CutOffError):
        await visits.ask(visit(3).key, [question(sources=[(1, box(10.0, -29.5, 0.004))])])

    await visits.announce(visit_before(1, 4))
    assert await visits.ask(visit(4).key, [question()]) == [CLEAR]


async def test_counts_of_questions_outlive_the_tracks():
    """To have a visit forgotten and announced again does not give more questions."""
    clock = SetClock()
    visits = make_visits(clock=clock, questions_per_detector=1, unused_seconds=60.0)
    await visits.announce(visit())
    await visits.ask(visit().key, [question()])
    clock.move(120.0)
    visits.sweep()
    await visits.announce(visit())

    with pytest.raises(CutOffError):
        await visits.ask(visit().key, [question(sources=[(1, box(10.0, -29.5))])])


@pytest.mark.parametrize(
    ("limits", "questions"),
    [
        ({"sources_per_detector": 9}, [question()]),
        ({"sources_per_visit": 15}, [question(1), question(2)]),
        ({"detectors": 2}, [question(1), question(2), question(3)]),
        ({"repeats_per_detector": 1}, [question()] * 3),
    ],
)
async def test_every_bound_of_a_visit_cuts_off(limits, questions):
    """Sources of a detector and of a visit, detectors and repeats have an end each, and nothing is listed."""
    visits = make_visits(**limits)
    await visits.announce(visit())

    with pytest.raises((CutOffError, MalformedRequestError)):
        await visits.ask(visit().key, questions)


async def test_too_many_at_once_are_refused_not_allowed():
    """Beyond the bound of what waits there is an error, and no list."""
    gate = Gate("answer", threads=1, waiting=0)
    visits = make_visits(gate=gate)
    await visits.announce(visit())
    results = await asyncio.gather(
        *(visits.ask(visit().key, [question(number)]) for number in range(5)), return_exceptions=True
    )

    assert [CLEAR] in results
    assert all(result == [CLEAR] or isinstance(result, OverloadError) for result in results)
    gate.close()


async def test_tracks_are_wiped_when_forgotten():
    """Unused, too many or at the end: tracks are zeroed, never while somebody asks with them."""
    clock, compute = SetClock(), Computing()
    visits = make_visits(compute, clock=clock, visits=2, unused_seconds=60.0)
    for number in range(3):
        await visits.announce(visit_before(number))
    assert [made.wiped for made in compute.made] == [True, False, False]

    clock.move(30.0)
    await visits.ask(visit(2).key, [question()])
    clock.move(40.0)
    visits.sweep()
    assert [made.wiped for made in compute.made] == [True, True, False]

    await visits.close()
    assert all(made.wiped for made in compute.made)
    with pytest.raises(UnknownVisitError):
        await visits.ask(visit(2).key, [question()])


class HeldGate:
    """A gate that lets calls through when a test says so."""

    def __init__(self):
        self.inside, self.go = asyncio.Event(), asyncio.Event()

    async def run(self, call):
        """Wait, then call."""
        self.inside.set()
        await self.go.wait()
        return call()


async def test_tracks_are_not_wiped_under_a_question():
    """A visit that is forgotten while somebody asks about it hides its sources to the end of the answer."""
    compute, gate = Computing(), HeldGate()
    visits = make_visits(compute, gate=gate)
    await visits.announce(visit())
    asking = asyncio.create_task(visits.ask(visit().key, [question()]))
    await gate.inside.wait()
    await visits.close()
    assert not compute.made[0].wiped
    gate.go.set()

    assert await asking == [CLEAR]
    assert compute.made[0].wiped


async def test_closing_ends_what_computes():
    """A caller that waits for a visit at the end of the process gets an error, not a list."""
    compute = Computing()
    compute.go.clear()
    visits = make_visits(compute)
    waiting = asyncio.create_task(visits.announce(visit()))
    await asyncio.sleep(0)
    await visits.close()

    with pytest.raises(FailedError):
        await waiting


async def test_one_replica_alone_has_no_pair():
    """Without a pair a visit is what was announced here."""
    assert await NoPair().say(visit()) == visit()
    assert await NoPair().find(visit().key) is None
    assert repr(visit()) == "Visit(...)"
