"""The leap seconds that are known without an LSK."""

from shared.spice.text.parser import parse
from shared.spice.times.known_leaps import KNOWN_LEAPS
from shared.spice.times.leap_seconds import leap_seconds
from tests.kernels.made import LSK


def test_they_are_those_of_the_newest_lsk():
    """Constants and dates alike."""
    assert leap_seconds(parse(LSK.encode()).pool()) == KNOWN_LEAPS
