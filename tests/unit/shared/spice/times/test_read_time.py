"""Times as people write them."""

import pytest
import spiceypy

from shared.spice.times.read_time import BadTimeError, span_of_text, tdb_of_text
from tests.kernels.made import made


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00"),
        ("2026-01-31", "2026-01-31T00:00:00"),
        ("2026-031T12:00", "2026-01-31T12:00:00"),
        ("2016-12-31T23:59:60.5", "2016-12-31T23:59:60.5"),
        ("1985-07-01T01:00:00+02:00", "1985-06-30T23:00:00"),
        ("2459402.75 JD", "JD 2459402.75"),
        ("jd2459402.75", "2459402.75 JD"),
        ("JD 2459402.75 TDB", "2459402.75 JD TDB"),
        ("1971-08-04T16:28:24.9159358", "1971-08-04T16:28:24.9159358"),
    ],
)
def test_utc_is_as_cspice_has_it(text: str, same: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Dates, days of the year, leap seconds and zones are the TDB that CSPICE says."""
    file = tmp_path_factory.mktemp("lsk") / "naif9.tls"
    file.write_bytes(made("naif9.tls"))
    spiceypy.furnsh(str(file))
    try:
        assert tdb_of_text(text) == pytest.approx(spiceypy.str2et(same), abs=1e-6)
    finally:
        spiceypy.kclear()


def test_tdb_is_taken_as_it_is() -> None:
    """Seconds past J2000, and dates that say TDB."""
    assert tdb_of_text("-896556653.900884") == -896556653.900884
    assert tdb_of_text("2000-01-01T12:00:01 TDB") == 1.0
    assert span_of_text("1/2") == (1.0, 2.0)
    assert span_of_text("5") == (5.0, 5.0)


@pytest.mark.parametrize(
    ("date", "days"),
    [("2021-07-06", "2021-07-06/2021-07-07"), ("2021-187 TDB", "2021-07-06 TDB/2021-07-07 TDB")],
)
def test_a_date_without_a_time_is_its_day(date: str, days: str) -> None:
    """Asked for what is covered on a day, midnight alone found nothing. As an end a date is its midnight."""
    assert span_of_text(date) == span_of_text(days)
    start, stop = span_of_text("2016-12-31")
    assert stop - start == pytest.approx(86_401.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2000",
        "nan",
        "inf",
        "2026-02-30",
        "2025-366",
        "2026-01-01T24:00",
        "2/1",
        "JD",
        "JD 1 2",
        "1" * 50,
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """The error says which forms there are, or that the span is turned around."""
    with pytest.raises(BadTimeError, match=r"is no time: say|stops before it starts"):
        span_of_text(text)
