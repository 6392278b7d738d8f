"""Geometry has the numbers that others have published, or found with the same kernels."""

from collections.abc import Iterator

import pytest

from tests.unit.services.spice.geometry.calculate.asked import (
    BASE,
    ask,
    column,
    furnished,
    real_kernels,
)


@pytest.fixture(autouse=True)
def planets() -> Iterator[None]:
    """Have the planets in this process."""
    with furnished(real_kernels(*BASE)):
        yield


def test_the_sun_stands_where_the_almanac_has_it() -> None:
    """Sun from Earth at 2000-01-01 UTC: right ascension, declination, distance, light time."""
    table = ask(
        "positions", target="SUN", observer="EARTH", representation="RA_DEC", times={"at": "2000-01-01"}
    )

    assert column(table, "right_ascension")[0] == pytest.approx(280.736668110, abs=1e-9)
    assert column(table, "declination")[0] == pytest.approx(-23.071978286, abs=1e-9)
    assert column(table, "range")[0] == pytest.approx(147104359.15051, abs=1e-4)
    assert column(table, "light_time")[0] == pytest.approx(490.687325, abs=1e-6)


def test_webgeocalc_has_the_same_separation_to_what_another_ephemeris_differs() -> None:
    """Venus and Mercury seen from the Sun, with light time, as its documentation has it."""
    table = ask(
        "angular-separation",
        target1="VENUS",
        target2="MERCURY",
        observer="SUN",
        times={"at": ["2012-10-19T08:24", "2012-10-19T09:00"]},
    )

    found = column(table, "angular_separation")
    assert found == pytest.approx([175.17072258, 175.18555938], abs=1e-5)
    assert found == pytest.approx([175.17072037, 175.18555717], abs=1e-8)


def test_spiceql_has_the_same_time() -> None:
    """UTC to ET exactly, and back with ten digits."""
    there = ask("time-conversion", times={"at": "1971-08-04T16:28:24.9159358"}, to="TDB", form="SECONDS")
    back = ask("time-conversion", times={"at": -896556653.900884}, to="UTC", form="CALENDAR", digits=10)

    assert column(there, "converted")[0] == pytest.approx(-896556653.900884, abs=1e-6)
    assert column(back, "converted")[0] == "1971 AUG 04 16:28:24.9159357548"
