"""The place and size that keywords tell of a frame without coordinates (OCS' RADIUS, RA and DEC)."""

import pytest

from shared.fits.frame.pointing import Pointing, pointing_of
from shared.fits.frame.settings import DEFAULTS

PLACE = {"RA": "10:30:00.0", "DEC": "-00:30:00", "RADIUS": 1800.0}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, Pointing(157.5, -0.5, 0.5)),
        ({"RA": 1.5, "DEC": 20.25}, Pointing(22.5, 20.25, 0.5)),
        ({"RA": "00 00 36", "DEC": "+89 00 00", "RADIUS": "3600"}, Pointing(0.15, 89.0, 1.0)),
        ({"RADIUS": None}, None),
        ({"RADIUS": 0}, None),
        ({"RADIUS": 200_000}, None),
        ({"RA": 24.0}, None),
        ({"DEC": "91:00:00"}, None),
        ({"RA": "N/A"}, None),
    ],
)
def test_hours_degrees_and_seconds_of_arc_are_read(said: dict[str, object], found: Pointing | None) -> None:
    """As numbers or with colons; what is no place is none."""
    told = pointing_of({**PLACE, **said}, DEFAULTS)  # type: ignore[dict-item]
    if found is None:
        assert told is None
    else:
        assert told is not None
        assert (told.ra, told.dec, told.radius) == pytest.approx((found.ra, found.dec, found.radius))
