"""Headers of an answer that is a file's content."""

import pytest

from services.gateway.reading.content_headers import content_type_of


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("de440.bsp", "application/octet-stream"),
        ("MRO_SC.BC", "application/octet-stream"),
        ("naif0012.tls", "application/octet-stream"),
        ("orbits.orb", "application/octet-stream"),
        ("m31.fits", "application/fits"),
        ("M31.FIT", "application/fits"),
        ("m31.fts", "application/fits"),
        ("m31.fits.fz", "application/fits"),
        ("m31.fits.gz", "application/octet-stream"),
        ("readme.txt", "text/plain"),
        ("nothing", "application/octet-stream"),
    ],
)
def test_a_name_tells_the_media_type(name: str, told: str) -> None:
    """A kernel is no map of a game, and FITS is told whatever list of types the host has."""
    assert content_type_of(name) == told
