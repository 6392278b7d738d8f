"""What the operator writes: settings and files of secrets."""

import pytest

from services.satellites.config import SettingsError, read_secrets
from services.satellites.settings import read_settings

GOOD = """
[[sources]]
kind = "space-track"
name = "one"
credentials_file = "/run/credentials/account"
least_objects = 25000

[[sources]]
kind = "web"
name = "two"
url = "https://celestrak.org"
paths = ["/NORAD/elements/gp.php?GROUP=active&FORMAT=csv"]
format = "csv"
least_objects = 9000
"""


@pytest.fixture
def settings(tmp_path):
    """Read a file of settings."""

    def read(text):
        path = tmp_path / "settings.toml"
        path.write_text(text)
        return read_settings(path)

    return read


def test_the_site_is_rubins_at_its_height(settings):
    """Without another site the telescope stands 2662.75 m above the ellipsoid: the peer took 10 m."""
    site = settings(GOOD).site.site()

    assert (site.longitude_deg, site.latitude_deg, site.height_m) == (-70.7494167, -30.2446333, 2662.75)


def test_another_site_reaches_the_geometry(settings):
    """What is set is what is used: nothing on the way puts a height of its own in its place."""
    site = settings(
        GOOD + "[site]\nlongitude_deg = 10.0\nlatitude_deg = 50.0\nheight_m = 123.0\n"
    ).site.site()

    assert (site.longitude_deg, site.latitude_deg, site.height_m) == (10.0, 50.0, 123.0)


def test_the_outermost_corner_of_the_camera_is_in_the_field(settings):
    """Rubin's detectors reach 2.06 degrees from the boresight; the field is a little larger."""
    assert 2.06 < settings(GOOD).visits.field_radius_deg < 2.2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "sources"),
        ("sources = []", "sources"),
        ("x = ", "cannot read"),
        (GOOD + "surprise = 1", "surprise"),
        (GOOD + "[site]\nheight = 10.0", "height"),
        (GOOD.replace('name = "two"', 'name = "one"'), "one name"),
        (GOOD.replace("least_objects = 9000", ""), "least_objects"),
        (GOOD.replace('kind = "web"', 'kind = "magic"'), "sources.1"),
        (GOOD.replace("least_objects = 25000", "least_objects = 25000\nminutes = 5"), "minutes"),
        (GOOD + "[visits]\nlongest_seconds = inf", "longest_seconds"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(settings, text, said):
    """A missing, unknown or impossible setting stops the start with its name."""
    with pytest.raises(SettingsError, match=said):
        settings(text)


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (b"0123456789abcdef\n", 0o644, "everybody"),
        (b"short\n", 0o600, "at least 16"),
        (b"", 0o600, "1 to 8"),
        (b"0123456789abcdef\n" * 9, 0o600, "1 to 8"),
    ],
)
def test_weak_or_open_secrets_stop_the_start(tmp_path, text, mode, said):
    """A secret that everybody reads, or that can be guessed, is none; the text does not quote it."""
    path = tmp_path / "callers"
    path.write_bytes(text)
    path.chmod(mode)

    with pytest.raises(SettingsError, match=said) as caught:
        read_secrets(path)
    assert "0123456789abcdef" not in str(caught.value)


def test_secrets_are_lines(tmp_path):
    """The new secret and the one before it are both good; without a file there is none."""
    path = tmp_path / "callers"
    path.write_bytes(b"0123456789abcdef\n\n fedcba9876543210 \n")
    path.chmod(0o440)

    assert read_secrets(path) == (b"0123456789abcdef", b"fedcba9876543210")
    assert read_secrets(None) == ()
    with pytest.raises(SettingsError, match="cannot read"):
        read_secrets(tmp_path / "missing")
