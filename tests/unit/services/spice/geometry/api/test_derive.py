"""A question says itself which kernels it needs."""

from collections.abc import Sequence
from typing import Any

import pytest

from services.spice.geometry.api.asked_times import (
    MOMENTS_MAX,
    asked_times,
    readings_of,
    stepped,
    written,
)
from services.spice.geometry.api.derive import needed_for
from services.spice.geometry.api.lack import but_for_margin
from services.spice.geometry.errors import GeometryError
from services.spice.geometry.questions.question import QUESTION
from services.spice.kernels.spans import span
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion, MissingPart, Span
from shared.spice.times.read_time import BadTimeError, tdb_of_text


def needed(calculation: str, **fields: Any) -> KernelSetQuestion:
    """Return what a question needs."""
    return needed_for(QUESTION.validate_python({"calculation": calculation, **fields}))


def test_states_need_their_bodies_their_frame_and_their_times() -> None:
    """Inertial J2000 needs no kernel; without light time nothing reaches beyond the times."""
    times = {"start": "2021-07-06", "stop": "2021-07-07", "step": 60}
    found = needed("states", target="MRO", observer=499, frame="IAU_MARS", times=times)

    assert (found.bodies, found.frames) == (("MRO", "499"), ("IAU_MARS",))
    assert found.times == (("2021-07-06", "2021-07-07"),)
    assert (found.to_barycenter, found.margin_seconds, found.constants) == (False, 0.0, ())


def test_light_time_reaches_before_the_times_and_to_the_barycentre() -> None:
    """A corrected state is calculated over the barycentre of the solar system."""
    found = needed("states", target="MRO", observer="EARTH", aberration="LT+S", times={"at": "2021-07-06"})

    assert found.to_barycenter
    assert found.margin_seconds > 3600
    assert found.frames == ()


def test_single_times_need_their_kernels_and_none_of_the_years_between() -> None:
    """Found by a stranger: two times ten years apart had all kernels of ten years."""
    few = needed("states", target="MRO", observer="MARS", times={"at": [6e8, 1.0, 2.0]})
    assert few.times == (("1.0", "1.0"), ("2.0", "2.0"), ("600000000.0", "600000000.0"))
    years = [at * 3e7 + second for at in range(10) for second in range(100)]
    many = needed("states", target="MRO", observer="MARS", times={"at": years})
    spans = [(float(start), float(stop)) for start, stop in many.times]
    assert len(spans) == MOMENTS_MAX
    assert all(stop - start < 100.0 for start, stop in spans)
    assert [sum(start <= at <= stop for start, stop in spans) for at in years] == [1] * len(years)


def test_of_a_long_list_of_texts_every_one_has_its_kernels() -> None:
    """The last, and one before the first, too: they were answered from whatever the first fifty needed."""
    texts = [f"2021-07-06T04:{minute:02}:30" for minute in range(60)]
    at = [*texts, "2021-07-08", "2021-07-05"]
    found = needed("states", target="MRO", observer="MARS", times={"at": at})
    ends = [tdb_of_text(found.times[0][0]), tdb_of_text(found.times[-1][1])]
    assert ends == [tdb_of_text("2021-07-05"), tdb_of_text("2021-07-08")]
    assert len(needed("states", target="MRO", observer="MARS", times={"at": texts[:50]}).times) == 50


@pytest.mark.parametrize(
    ("gap", "complete"),
    [((0.0, 900.0), True), ((1100.0, 9e9), True), ((0.0, 1001.0), False), ((0.0, 2000.0), False)],
)
def test_what_lacks_in_the_margin_alone_is_for_cspice_to_miss(
    gap: tuple[float, float], *, complete: bool
) -> None:
    """A kernel of an hour answers all the same: light from Mars' orbit takes no eight of them."""
    asked = KernelSetQuestion(bodies=(-999,), times=(("1000.0", "1100.0"),), margin_seconds=30_000.0)
    start, stop = gap
    gaps = (Span(start=start, stop=stop, start_utc="", stop_utc=""),)
    missing = (MissingPart(what="ephemeris of body -999", kind="spk", gaps=gaps),)
    found = KernelSetAnswer(revision=1, hash="", members=(), complete=False, missing=missing)
    assert but_for_margin(asked, found).complete is complete


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        ((0.0, 1001.0), (1000.0, 1001.0)),
        ((0.0, 9e9), (1000.0, 3100.0)),
        ((1050.0, 2000.0), (1050.0, 1100.0)),
        ((1020.0, 1030.0), (1020.0, 1030.0)),
        ((2000.0, 3050.0), (3000.0, 3050.0)),
    ],
)
def test_a_gap_is_told_where_it_was_asked_about(gap: tuple[float, float], told: tuple[float, float]) -> None:
    """Not hours before: the margin is for light that comes from farther than most."""
    times = (("1000.0", "1100.0"), ("3000.0", "3100.0"))
    asked = KernelSetQuestion(bodies=(-999,), times=times, margin_seconds=30_000.0)
    missing = (MissingPart(what="ephemeris of body -999", kind="spk", gaps=(span(gap),)),)
    found = KernelSetAnswer(revision=1, hash="", members=(), complete=False, missing=missing)
    assert but_for_margin(asked, found).missing[0].gaps == (span(told),)


@pytest.mark.parametrize(
    ("gap", "complete"),
    [((999.0, 31_000.0), True), ((-29_000.0, 1001.0), True), ((-29_000.0, 31_000.0), False)],
)
def test_a_shape_that_has_any_of_the_way_of_light_is_for_cspice_to_miss(
    gap: tuple[float, float], *, complete: bool
) -> None:
    """Found by a stranger: just after its end a shape was refused, though light had left it before."""
    asked = KernelSetQuestion(shapes=(499,), times=(("1000.0", "1000.0"),), margin_seconds=30_000.0)
    missing = (MissingPart(what="shape of body 499", kind="dsk", gaps=(span(gap),)),)
    found = KernelSetAnswer(revision=1, hash="", members=(), complete=False, missing=missing)
    assert but_for_margin(asked, found).complete is complete


def test_rays_of_instruments_need_the_instrument() -> None:
    """Also where it stands in a direction."""
    found = needed(
        "surface-intercept",
        target="MARS",
        frame="IAU_MARS",
        observer="MRO",
        direction={"kind": "boresight", "instrument": "MRO_CTX"},
        times={"at": 0.0},
    )

    assert found.instruments == ("MRO_CTX",)
    assert found.constants == ("MARS",)
    assert found.times == (("0.0", "0.0"),)


@pytest.mark.parametrize(
    ("times", "spans"),
    [
        ({"at": [3.0, 1.0, 3.0]}, (("1.0", "1.0"), ("3.0", "3.0"))),
        ({"at": ["2020-01-01", 5.0]}, (("2020-01-01", "2020-01-01"), ("5.0", "5.0"))),
        ({"at": "2020-01-01T00:00:00", "scale": "TDB"}, (("631108800.0",) * 2,)),
    ],
)
def test_times_are_spans(times: dict[str, Any], spans: tuple[tuple[str, str], ...]) -> None:
    """One for each time that differs."""
    assert needed("states", target="MRO", observer="MARS", times=times).times == spans


@pytest.mark.parametrize(
    ("times", "ets", "spans"),
    [
        ({"at": "1/123"}, [7.0], (("7.0", "7.0"),)),
        ({"at": ["1/3", "1/1"]}, [3.0, 1.0], (("3.0", "3.0"), ("1.0", "1.0"))),
        (
            {"at": [f"1/{one}" for one in range(51)]},
            [*range(50), 50],
            (*((str(one), str(one)) for one in range(49)), ("49", "50")),
        ),
        ({"start": "1/1", "stop": "1/9", "step": 2}, [1.0, 9.0], (("1.0", "9.0"),)),
    ],
)
def test_readings_of_a_clock_are_spans_once_they_were_read(
    times: dict[str, Any], ets: Sequence[float], spans: tuple[tuple[str, str], ...]
) -> None:
    """Before that the question says whose clock it is, and no times."""
    times = {**times, "clock": -74}
    asked = QUESTION.validate_python(
        {"calculation": "states", "target": "MRO", "observer": "MARS", "times": times}
    )
    readings = readings_of(asked)

    assert readings is not None
    assert (readings.clock, needed_for(asked).times) == (-74, ())
    found = needed_for(asked, readings.spans(ets))
    assert (found.clocks, found.times) == ((-74,), spans)


def test_a_span_that_cspice_reads_and_that_is_turned_around_is_refused_in_the_words_it_was_asked_in() -> None:
    """Readings of a clock, and dates that it alone reads."""
    times = {"start": "July 6, 2021", "stop": "2459401 JD", "step": 60}
    asked = QUESTION.validate_python(
        {"calculation": "states", "target": "MRO", "observer": "MARS", "times": times}
    )
    with pytest.raises(GeometryError) as caught:
        written(asked).read([5.0, 4.0])
    assert caught.value.failure.detail == "a span stops at '2459401 JD', before it starts at 'July 6, 2021'"


@pytest.mark.parametrize(
    ("times", "steps"),
    [
        ({"start": 0.0, "stop": 10.0, "step": 4.0}, [0.0, 4.0, 8.0]),
        ({"start": 0.0, "stop": 8.0, "step": 4.0}, [0.0, 4.0, 8.0]),
        ({"start": 0.0, "stop": 10.0, "count": 3}, [0.0, 5.0, 10.0]),
        ({"spans": [[0.0, 2.0], [10.0, 11.0]], "step": 2.0}, [0.0, 2.0, 10.0]),
        ({"start": 0.0, "stop": 1e11, "step": 1e-3}, []),
        ({"at": [0.0, 5.0]}, []),
    ],
)
def test_steps_are_the_times_that_are_calculated(times: dict[str, Any], steps: list[float]) -> None:
    """Of more than a question may ask for there are none, nor of listed times."""
    asked = QUESTION.validate_python(
        {"calculation": "states", "target": "MRO", "observer": "MARS", "times": times}
    )
    assert list(stepped(asked, asked_times(asked).spans)) == steps


def test_the_clock_of_an_answer_is_needed_too() -> None:
    """A conversion to readings has no others."""
    found = needed("time-conversion", times={"at": 0.0}, to="CLOCK", output_clock=-74)

    assert found.clocks == (-74,)


@pytest.mark.parametrize(
    ("calculation", "fields", "constants"),
    [
        ("sub-observer-point", {"target": "MARS", "observer": "MRO", "frame": "IAU_MARS"}, ("MARS",)),
        ("states", {"target": "MRO", "observer": "SUN", "representation": "PLANETODETIC"}, ("SUN",)),
        (
            "states",
            {"target": "MRO", "observer": "SUN", "frame": "IAU_MARS", "representation": "PLANETODETIC"},
            ("MARS",),
        ),
        ("phase-angle", {"target": "MRO", "observer": "EARTH"}, ()),
        (
            "angular-separation",
            {"target1": "MARS", "target2": "MRO", "observer": "EARTH", "shape1": "SPHERE"},
            ("MARS",),
        ),
        ("osculating-elements", {"body": "MRO", "center": "MARS"}, ()),
    ],
)
def test_constants_are_of_bodies_that_have_a_shape(
    calculation: str, fields: dict[str, Any], constants: tuple[str, ...]
) -> None:
    """No kernel has radii of a spacecraft: to need them would leave its questions without an answer."""
    assert needed(calculation, times={"at": 0.0}, **fields).constants == constants


def test_elements_of_an_orbit_need_the_mass_of_its_center() -> None:
    """And no radii: a barycenter has none."""
    found = needed("osculating-elements", body="EUROPA", center=5, times={"at": 0.0})

    assert (found.masses, found.constants) == (("5",), ())


@pytest.mark.parametrize(
    ("calculation", "fields", "shapes"),
    [
        ("sub-observer-point", {"method": "NADIR/DSK/UNPRIORITIZED"}, ("PHOBOS",)),
        ("sub-observer-point", {}, ()),
        ("illumination", {"surface": "DSK/UNPRIORITIZED", "latitude": 0, "longitude": 0}, ("PHOBOS",)),
        ("illumination", {"latitude": 0, "longitude": 0}, ()),
    ],
)
def test_plates_of_a_surface_need_the_kernel_of_its_shape(
    calculation: str, fields: dict[str, Any], shapes: tuple[str, ...]
) -> None:
    """And an ellipsoid does not."""
    seen = {"target": "PHOBOS", "frame": "IAU_PHOBOS", "observer": "MARS", "times": {"at": 0.0}}
    assert needed(calculation, **seen, **fields).shapes == shapes


def test_a_search_for_distances_needs_no_radii() -> None:
    """Either of the two may be a spacecraft."""
    found = needed(
        "search-distance",
        target="MRO",
        observer="MARS",
        condition={"relation": "<", "value": 4000},
        window={"spans": [["2020-01-01", "2020-02-01"]]},
        step=60,
    )

    assert found.constants == ()


def test_a_search_needs_its_windows() -> None:
    """Each of them."""
    found = needed(
        "search-distance",
        target="MOON",
        observer="EARTH",
        aberration="NONE",
        condition={"relation": "LOCMIN"},
        window={"spans": [["2020-01-01", "2020-02-01"], ["2021-01-01", "2021-02-01"]]},
        step=3600,
    )

    assert found.times == (("2020-01-01", "2020-02-01"), ("2021-01-01", "2021-02-01"))


@pytest.mark.parametrize(
    ("text", "scale", "tdb"),
    [
        ("JD 2451545.0 TDB", "UTC", 0.0),
        ("MJD 51544.5", "TDB", 0.0),
        ("SECONDS -43200 TT", "UTC", -43200.0),
        ("2000-01-01T12:00:00 TAI", "UTC", 32.184),
        ("2000-01-01T12:00:00", "GPS", 51.184),
        ("2000-01-01T12:00:00 et", "UTC", 0.0),
        ("2000-001", "TDB", -43200.0),
        ("JD 2451545.0", "UTC", 64.184),
        ("SECONDS 0 UTC", "TDB", 64.184),
        ("2000-01-01T14:00:00+02:00", "TDB", 64.184),
        ("2000-01-01T12:00:00Z", "TAI", 64.184),
        ("2000-01-01T12:00:00", "UTC", 64.184),
    ],
)
def test_each_form_of_a_time_is_one_of_a_kernel_set(text: str, scale: str, tdb: float) -> None:
    """A kernel set knows UTC and TDB alone; what a question may say beyond is turned into them."""
    times = needed("states", target="MRO", observer="MARS", times={"at": text, "scale": scale}).times

    assert [tdb_of_text(end) for end in times[0]] == pytest.approx([tdb, tdb], abs=3e-3)


def test_kernels_are_found_for_each_of_many_spans() -> None:
    """A kernel set takes as many as a question has: what lies between them may be a gap."""
    spans = [[float(one), float(one) + 0.5] for one in range(1000)]
    found = needed("states", target="MRO", observer="MARS", times={"spans": spans, "count": 2})

    assert found.times == tuple((repr(start), repr(stop)) for start, stop in spans)


@pytest.mark.parametrize(
    "times",
    [
        {"at": "soon"},
        {"at": ["2021-07-06", "6 jul 2021"]},
        {"at": [*["2021-07-06"] * 60, "soon"]},
        {"spans": [["soon", "later"]] * 200, "step": 1},
    ],
)
def test_a_text_that_is_no_time_here_is_left_to_cspice(times: dict[str, Any]) -> None:
    """Which knows many more forms, or refuses it: the instants are told in their order."""
    with pytest.raises(BadTimeError):
        needed("states", target="MRO", observer="MARS", times=times)
    asked = QUESTION.validate_python(
        {"calculation": "states", "target": "MRO", "observer": "MARS", "times": times}
    )
    at = times["at"] if "at" in times else [end for span in times["spans"] for end in span]
    assert written(asked).instants == (tuple(at) if isinstance(at, list) else (at,))


def test_rays_and_the_point_below_the_sun_need_what_cspice_looks_up_by_itself() -> None:
    """A stranger's: without light time a spacecraft's rays lacked the barycenter, the point had no Sun."""
    direction = {"kind": "vector", "frame": "J2000", "vector": [1.0, 0.0, 0.0]}
    seen = {"target": "MARS", "observer": "TGO", "frame": "IAU_MARS", "times": {"at": "2021-07-06"}}
    ray = needed("surface-intercept", **seen, aberration="NONE", direction=direction)
    below = needed("sub-solar-point", **seen, aberration="NONE")
    assert (ray.to_barycenter, below.bodies) == (True, ("MARS", "TGO", "SUN"))
