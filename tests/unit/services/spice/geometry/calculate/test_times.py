"""Times are understood as people write them, and told in every scale."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import spiceypy
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.spice.geometry.api.asked_times import asked_times, stepped
from services.spice.geometry.api.span_text import span_text
from services.spice.geometry.calculate.times import calendar, ets_of
from services.spice.geometry.questions.step_scale import step_scale
from services.spice.geometry.questions.times import TIMES_MAX, Scale, Times
from services.spice.geometry.questions.translate import TimeConversion
from shared.spice.times.read_time import BadTimeError, tdb_of_text
from tests.kernels import made
from tests.unit.services.spice.geometry.calculate.asked import ask, column, failure, furnished


@pytest.fixture(autouse=True)
def clocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have leap seconds and a spacecraft clock in this process."""
    folder = tmp_path_factory.mktemp("clocks")
    (folder / "a.tls").write_text(made.LSK)
    (folder / "a.tsc").write_text(made.SCLK)
    with furnished([Path(folder / "a.tls"), Path(folder / "a.tsc")]):
        yield


def et(text: str, scale: Scale = "UTC") -> float:
    """Return the ET of one text."""
    return float(ets_of(Times(at=text, scale=scale), times_max=TIMES_MAX)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2020-06-01T12:00:00Z", "2020-06-01T12:00:00"),
        ("2020-06-01T14:00:00+02:00", "2020-06-01T12:00:00"),
        ("2020-06-01T14:00:00+0200", "2020-06-01T12:00:00"),
        ("2020-06-01T12:00:00+00:00", "2020-06-01T12:00:00"),
        ("2017-01-01T01:00:00+02:00", "2016-12-31T23:00:00"),
        ("2017-01-01T12:59:60.5+13:00", "2016-12-31T23:59:60.5"),
        ("2017-001T13:59:59+1400", "2016-12-31T23:59:59"),
        ("2020-153", "2020-06-01T00:00:00"),
        ("2020-153 TDB", "2020-06-01T00:00:00 TDB"),
        ("2020-153T12:00:00", "2020-06-01T12:00:00"),
        ("2000-003T12", "2000-01-03T12:00:00"),
        ("2000-003T12Z", "2000-01-03T12:00:00"),
        ("2020-153T14+02:00", "2020-06-01T12:00:00"),
        ("2020-06-01T12 TDB", "2020 JUN 1 12:00 TDB"),
        ("2020-153T12:00:00 UTC", "2020 JUN 1 12:00"),
        ("2020-06-01T12:00:00 TDB", "2020 JUN 1 12:00 TDB"),
        ("2020-06-01T12:00:00 ET", "2020 JUN 1 12:00 TDB"),
        ("2020-06-01T12:00:00 TT", "2020 JUN 1 12:00 TDT"),
        ("2020-06-01T12:00:37 TAI", "2020-06-01T12:00:00"),
        ("2020-06-01T12:00:18 GPS", "2020-06-01T12:00:00"),
        ("MJD 59001.5", "2020-06-01T12:00:00"),
        ("SECONDS 644284800.0 TDB", "2020-06-01T12:00:00 TDB"),
        ("SECONDS 644284800.0", "2020-06-01T12:00:00"),
        ("SECONDS -43200 TT", "2000-01-01T00:00:00 TT"),
        ("MJD 59001.5 TDB", "2020-06-01T12:00:00 TDB"),
        ("JD 2459002.0 TDB", "2020-06-01T12:00:00 TDB"),
        ("2016-12-31T23:59:60.5", "2016 DEC 31 23:59:60.5"),
    ],
)
def test_a_time_is_understood_in_each_of_its_forms(one: str, other: str) -> None:
    """Two ways to write an instant have one ET."""
    assert et(one) == pytest.approx(et(other), abs=1e-6)


@given(
    st.datetimes(datetime(1973, 1, 1), datetime(2037, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
def test_an_offset_changes_what_is_written_and_not_when(at: datetime, minutes: int) -> None:
    """An instant has one ET in every zone, beside leap seconds as well."""
    utc = at.replace(tzinfo=UTC)
    there = utc.astimezone(timezone(timedelta(minutes=minutes)))

    assert et(there.isoformat()) == pytest.approx(et(utc.isoformat()), abs=1e-6)


def test_numbers_and_texts_stand_in_one_list() -> None:
    """A number is ET; the order is that of the question."""
    found = ets_of(Times(at=(10.0, "2000-01-01T12:00:00 TDB", -5.5)), times_max=3)

    assert found == pytest.approx([10.0, 0.0, -5.5])


@pytest.mark.parametrize("scale", ["UTC", "TDB", "TT"])
@pytest.mark.parametrize("text", ["2021-07-06T04:00", "2016-12-31T23:59:59.5", "1972-01-01T00:00:00."])
def test_what_programs_write_is_read_as_with_its_scale_behind_it(text: str, scale: Scale) -> None:
    """A hundred thousand of them are taken apart by a shorter way: to the same bits."""
    plain, named = Times(at=(text, f"{text}Z"), scale=scale), Times(at=(f"{text} {scale}", f"{text} UTC"))
    assert ets_of(plain, times_max=2).tobytes() == ets_of(named, times_max=2).tobytes()


def test_a_span_has_its_stop_where_the_steps_meet_it() -> None:
    """A day in hours has 25 times, and equal distances have both ends."""
    stepped = ets_of(Times(start="2020-01-01", stop="2020-01-02", step=3600), times_max=100)
    counted = ets_of(Times(start="2020-01-01", stop="2020-01-02", count=25), times_max=100)

    assert len(stepped) == 25
    assert stepped == pytest.approx(counted)


@pytest.mark.parametrize(
    ("start", "stop", "scale"),
    [
        ("2021-07-06", "2021-07-13", "UTC"),
        ("2021-01-06", "2021-01-13", "UTC"),
        ("2016-12-28", "2017-01-04", "UTC"),
        ("2021-07-06T02:00:00+02:00", "2021-07-13T02:00:00+02:00", "TDB"),
        ("6 jul 2021", "13 jul 2021", "UTC"),
        ("2021-07-06 TT", "2021-07-13 TT", "UTC"),
        ("2021-07-06", "2021-07-13", "TAI"),
        ("2021-07-06", "2021-07-13", "TDB"),
        ("JDTDB 2459401.5", "JDTDB 2459408.5", "UTC"),
    ],
)
def test_steps_are_of_the_scale_that_the_start_is_in(start: str, stop: str, scale: Scale) -> None:
    """A week by ten minutes has both ends in any season, over a leap second, too, and round times between."""
    given = Times(start=start, stop=stop, step=600.0, scale=scale)
    told = ets_of(given, times_max=2000)
    counted = ets_of(given.model_copy(update={"step": None, "count": 1009}), times_max=2000)

    assert len(told) == 7 * 144 + 1
    leaps = 1.0 if start.startswith("2016") else 0.0
    assert list(told) == pytest.approx(list(counted), abs=3e-7 + leaps)
    assert (told[0], told[-1]) == (et(start, scale), et(stop, scale))
    if step_scale(start, scale, None, 600.0) == "UTC":
        assert all(one.endswith("0:00.000000") for one in calendar(told, "UTC"))


@pytest.mark.parametrize(
    ("start", "stop", "step", "last"),
    [
        ("23:59:60", "23:59:60.9", 0.1, "2016-12-31T23:59:60.900000"),
        ("23:59:58", "23:59:60", 1, "2016-12-31T23:59:60.000000"),
        ("23:59:60.5", "24:00:10", 5, "2017-01-01T00:00:09.500000"),
        ("23:59:59.5", "24:00:00.5", 0.25, "2017-01-01T00:00:00.500000"),
        ("23:59:50", "24:00:10", 1, "2017-01-01T00:00:10.000000"),
        ("23:59:50", "24:00:10", 5, "2017-01-01T00:00:10.000000"),
        ("23:59:50", "23:59:60.9", 5, "2016-12-31T23:59:55.000000"),
    ],
)
def test_short_steps_leave_no_leap_second_out(start: str, stop: str, step: float, last: str) -> None:
    """And none goes beyond the stop, where a span begins or ends within one."""
    day, following = "2016-12-31T", "2017-01-01T00"
    ends = (f"{day}{start}", f"{day}{stop}".replace(f"{day}24", following))
    found = ets_of(Times(start=ends[0], stop=ends[1], step=step), times_max=1000)
    seconds = et(ends[1]) - et(ends[0])

    assert calendar(found, "UTC")[-1] == last
    assert found[-1] <= et(ends[1])
    if step <= 1:
        assert len(found) == round(seconds / step) + 1


@pytest.mark.parametrize(("start", "step"), [("00", 600.0), ("00", 3600.0), ("59:57", 1.5), ("59:58.5", 1.5)])
@pytest.mark.parametrize("stop", ["2016-12-31T23:59:60", "2016-12-31T23:59:60.999", "2017-01-01T00:00:00"])
def test_a_stop_changes_no_step_before_it(start: str, step: float, stop: str) -> None:
    """Within a leap second, too: the step that comes after it is the next midnight."""
    given = Times(start=f"2016-12-31T23:{start}", stop="2017-01-01T02:00:00", step=step)
    further = ets_of(given, times_max=10_000)
    found = ets_of(given.model_copy(update={"stop": stop}), times_max=10_000)
    question = TimeConversion(times=Times(start=given.start, stop=stop, step=step), to="TDB", form="SECONDS")

    assert list(found) == pytest.approx([one for one in further if one <= et(stop) + 1e-6], abs=1e-6)
    assert stepped(question, asked_times(question).spans) == pytest.approx(list(found), abs=2e-3)


@pytest.mark.parametrize(
    ("start", "stop"),
    [("2016-12-31", "2017-01-02"), ("2021-07-06 TT", "2021-07-07 TT"), ("2021-07-06 TDB", "2021-07-07 TDB")],
)
def test_kernels_are_found_for_the_steps_that_are_calculated(start: str, stop: str) -> None:
    """Those of UTC across a leap second among them."""
    question = TimeConversion(times=Times(start=start, stop=stop, step=600.0), to="TDB", form="SECONDS")

    assert stepped(question, asked_times(question).spans) == pytest.approx(
        list(ets_of(question.times, times_max=1000)), abs=1e-6 if start.endswith("TDB") else 2e-3
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1e13])
def test_a_number_that_is_no_time_is_refused(number: float) -> None:
    """CSPICE would take NaN for a date in 1971."""
    with pytest.raises(ValidationError):
        Times(at=number)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"at": 1.0, "start": 0.0, "stop": 1.0, "step": 1.0},
        {"start": 0.0, "stop": 1.0},
        {"start": 0.0, "step": 1.0},
        {"start": 0.0, "stop": 1.0, "step": 1.0, "count": 3},
        {"at": 1.0, "step": 1.0},
        {"start": 0.0, "stop": 1.0, "spans": ((0.0, 1.0),), "step": 1.0},
    ],
)
def test_times_are_asked_for_in_one_way(fields: dict[str, float]) -> None:
    """A list, or a span with a step or a count."""
    with pytest.raises(ValidationError, match="time"):
        Times.model_validate(fields)


@pytest.mark.parametrize(
    ("to", "seconds"), [("TDB", 0.0), ("TAI", -32.184), ("GPS", -51.184), ("UTC", -64.184), ("TT", 0.0)]
)
def test_scales_differ_by_what_they_are_defined_by(to: str, seconds: float) -> None:
    """Seconds past J2000 in each scale, to the 2 ms that TDB and TT differ by."""
    table = ask("time-conversion", times={"at": "2000-01-01T12:00:00 TDB"}, to=to, form="SECONDS")

    assert column(table, "converted")[0] == pytest.approx(seconds, abs=2e-3)


@pytest.mark.parametrize("to", ["UTC", "TDB", "TT", "TAI", "GPS"])
def test_a_julian_date_has_all_digits_that_are_asked_for(to: str) -> None:
    """Read back, it is the same time to the microsecond; a second has five digits less than a day."""
    told = ask("time-conversion", to=to, form="JULIAN", digits=9, times={"at": 1_000_000_000.0})
    (date,) = column(told, "converted").tolist()
    seconds = ask("time-conversion", to=to, form="SECONDS", times={"at": 1_000_000_000.0})

    assert len(date.partition(".")[2]) == 14
    exact = (Decimal(date) - 2451545) * 86_400
    assert abs(exact - Decimal(column(seconds, "converted").tolist()[0])) < Decimal("1e-8")


def test_a_julian_date_of_utc_stands_still_in_a_leap_second() -> None:
    """As CSPICE has it: the second after it is not told twice."""
    times = {"at": ["2016-12-31T23:59:60.5", "2017-01-01T00:00:00.5"]}
    dates = column(ask("time-conversion", form="JULIAN", times=times), "converted").tolist()

    assert dates == ["2457754.50000000000", "2457754.50000578704"]


def test_a_calendar_that_was_told_is_understood_again() -> None:
    """What is written in a scale is read in it, to the digits that were asked for."""
    instants = np.linspace(-5e8, 5e8, 7)
    for scale in ("UTC", "TDB", "TT", "TAI", "GPS"):
        told = ask(
            "time-conversion", times={"at": instants.tolist()}, to=scale, form="CALENDAR_YMD", digits=9
        )
        again = ets_of(Times(at=tuple(column(told, "converted")), scale=scale), times_max=7)

        assert again == pytest.approx(instants, abs=2e-6)


def test_a_clock_is_read_both_ways() -> None:
    """A reading of a spacecraft clock is a time, and a time has a reading."""
    told = ask("time-conversion", times={"at": -43000.0}, to="CLOCK", form="CLOCK", output_clock=-999)
    reading = str(column(told, "converted")[0])

    assert ets_of(Times(at=reading, clock=-999), times_max=1) == pytest.approx([-43000.0], abs=1e-4)
    ticks = ask("time-conversion", times={"at": -43000.0}, to="CLOCK", form="TICKS", output_clock=-999)
    assert column(ticks, "converted") == pytest.approx(spiceypy.sce2c(-999, -43000.0))
    counted = f"TICKS {column(ticks, 'converted')[0]:.3f}"
    assert ets_of(Times(at=counted, clock=-999), times_max=1) == pytest.approx([-43000.0], abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "2459402.5 JD",
        "jd 2459402.5",
        "2459402.5 (JD) TDB",
        "2021 JUL 06 12:00",
        "July 6, 2021 12:00:00.25",
        "6 jul 2021 3:29:48 P.M.",
        "Tue Jul  6 12:00:00 PDT 2021",
        "7/6/2021 12:00",
        "2021/7/6 12:00 TDT",
        "2021-187//12:00",
        "187-2021// 12:28",
        "2021-187T12",
        "2021-07-06T12",
        "'21 Jul 6 12:29",
        "2021 JUL 06 12:00 UTC-5",
        "2021-JUL-06/12:00",
        "JAN-13-2021",
    ],
)
def test_whatever_cspice_reads_is_read_as_it_does(text: str) -> None:
    """And by kernels of the same time: what chooses them reads the text so, or leaves it to CSPICE."""
    assert et(text) == spiceypy.str2et(text)
    with suppress(BadTimeError):
        assert tdb_of_text(span_text(text, "UTC")) == pytest.approx(et(text), abs=1e-4)


def test_too_many_times_are_refused_before_they_are_made() -> None:
    """A second's step over a century is told with its number."""
    found = failure("time-conversion", times={"start": "2000-01-01", "stop": "2100-01-01", "step": 1})

    assert (found.reason, found.field) == ("too-many", "times")
    assert "3155760006 times" in found.detail


def test_the_least_step_that_there_is_has_too_many_times() -> None:
    """Their number is no double."""
    found = failure("time-conversion", times={"start": 0, "stop": 1, "step": 5e-324})

    assert (found.reason, found.field) == ("too-many", "times")


def test_a_time_that_cannot_be_parsed_is_told_among_many() -> None:
    """The error quotes the one that is wrong, and has CSPICE's short error."""
    found = failure("time-conversion", times={"at": ["2000-01-01", "2000-13-01", "2000-02-01"]})

    assert found.reason == "unparsable-time"
    assert found.spice == "SPICE(BADTIMESTRING)"
    assert "'2000-13-01'" in found.detail


@pytest.mark.parametrize("text", ["2000-01-01\x00", "2000-01-0१", "x\u00c8\u097a", "2000\n-01-01", "\x7f"])
@pytest.mark.parametrize("clock", [None, -999])
def test_a_time_of_other_characters_than_ascii_has_is_refused(text: str, clock: int | None) -> None:
    """CSPICE ends a text where C does, and its wrappers raise on others."""
    found = failure("time-conversion", times={"at": ["2000-01-01", text], "clock": clock})

    assert (found.reason, found.spice) == ("unparsable-time", "SPICE(UNPARSEDTIME)")
    assert repr(text) in found.detail


@pytest.mark.parametrize("picture", ["YYYY\x00", "YYYY é"])
def test_a_picture_of_other_characters_is_none(picture: str) -> None:
    """It is refused before anything is asked."""
    with pytest.raises(ValidationError, match="picture"):
        ask("time-conversion", times={"at": 0.0}, picture=picture)


def test_a_span_that_stops_before_it_starts_is_refused() -> None:
    """Both ends are told."""
    found = failure("time-conversion", times={"start": "2001-01-01", "stop": "2000-01-01", "step": 1})

    assert found.reason == "malformed"
    assert "2001-01-01" in found.detail


def test_several_spans_have_one_step() -> None:
    """Each begins anew at its start."""
    found = ets_of(Times(spans=((0.0, 2.5), (10.0, 11.0)), step=1.0), times_max=5)

    assert found == pytest.approx([0.0, 1.0, 2.0, 10.0, 11.0])


def test_a_clock_that_no_kernel_has_is_named() -> None:
    """The caller learns that it is the clock kernel that is missing."""
    found = failure("time-conversion", times={"at": 0.0}, to="CLOCK", form="CLOCK", output_clock=-74)

    assert found.reason == "no-clock"


def test_without_leap_seconds_numbers_are_still_times() -> None:
    """A set without an LSK answers in ET, and says what a calendar lacks."""
    spiceypy.kclear()
    try:
        assert column(
            ask("time-conversion", times={"at": 1.5, "text": "NONE"}, to="TDB", form="SECONDS"), "et"
        )
        found = failure("time-conversion", times={"at": "2000-01-01"})
    finally:
        spiceypy.kclear()

    assert found.reason == "no-leap-seconds"
