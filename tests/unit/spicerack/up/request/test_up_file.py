"""What a file may ask of `up`, and what wins where options say something else."""

from pathlib import Path

import pytest

from spicerack.commands.run.up import setting_values
from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.up.nats.address import parse_nats_url
from spicerack.up.request.options import parse_up
from spicerack.up.request.plan import Launch, plan_children
from spicerack.up.request.request import UpRequest
from spicerack.up.request.settings import KnownSettings
from spicerack.up.request.up_file import UpFile, parse_up_file, read_up_file

WHOLE = """
collection = "mro"
state = "kept/state"
port = 9000
nats = "nats://hub:4222"

[settings]
settle_seconds = 0.5
grace_seconds = 2
brake_files = 100
log_level = "DEBUG"

[sites.a]
root = "/data/a"

[sites.b]
root = "b"
receive_only = true

[sites.b.settings]
brake_files = 500
"""


def read(text: str) -> UpFile:
    """Read a file that lies in /etc/rack."""
    return parse_up_file(text, directory=Path("/etc/rack"), values=setting_values())


def parse(file: UpFile, *sites: str, environment=None, **options) -> UpRequest:
    """Return the request of a file with options."""
    given = {"receive_only": (), "collection": None, "state": None, "port": None, **options}
    return parse_up(sites=sites, environment=environment or {}, file=file, **given)


def test_a_file_says_all_that_options_say():
    """Relative paths begin at the file's directory; settings become variables."""
    file = read(WHOLE)
    request = parse(file)
    assert (request.collection, request.port, request.state) == ("mro", 9000, Path("/etc/rack/kept/state"))
    assert [(site.name, site.root, site.receive_only) for site in request.sites] == [
        ("a", Path("/data/a"), False),
        ("b", Path("/etc/rack/b"), True),
    ]
    assert file.nats == "nats://hub:4222"
    assert file.settings == {
        "SPICERACK_SETTLE_SECONDS": "0.5",
        "SPICERACK_GRACE_SECONDS": "2",
        "SPICERACK_BRAKE_FILES": "100",
        "SPICERACK_LOG_LEVEL": "DEBUG",
    }
    assert request.sites[1].settings == {"SPICERACK_BRAKE_FILES": "500"}


def test_options_win_over_the_file():
    """Each for what it says; a site that only one of them names is run as well."""
    request = parse(
        read(WHOLE), "b=/other", "c=/c", receive_only=["a"], collection="lro", state=Path("/s"), port=1000
    )
    assert (request.collection, request.port, request.state) == ("lro", 1000, Path("/s"))
    assert [(site.name, str(site.root), site.receive_only) for site in request.sites] == [
        ("a", "/data/a", True),
        ("b", "/other", True),
        ("c", "/c", False),
    ]


def test_variables_win_over_the_settings_of_a_site():
    """What a person sets for one start counts everywhere."""
    request = parse(read(WHOLE), environment={"SPICERACK_BRAKE_FILES": "7"})
    assert request.sites[1].settings == {}


def test_an_empty_file_changes_nothing():
    """Then the options and defaults are all there is."""
    request = parse(read(""), "a=/x")
    assert (request.collection, request.port) == ("spice", 8080)
    with pytest.raises(UsageProblem, match="no site is given"):
        parse(read(""))


def test_services_of_a_site_get_its_settings():
    """Each service those that it knows, over those of all services."""
    known = {"manager": {"SPICERACK_BRAKE_FILES"}, "transfer": set(), "orchestrator": set(), "gateway": set()}
    launch = Launch(
        python="python",
        environment={"SPICERACK_BRAKE_FILES": "100"},
        settings=KnownSettings({name: frozenset(some) for name, some in known.items()}),
    )
    children = plan_children(parse(read(WHOLE)), nats=parse_nats_url("nats://hub"), launch=launch)
    assert {child.name: child.env.get("SPICERACK_BRAKE_FILES") for child in children} == {
        "manager-a": "100",
        "manager-b": "500",
        "orchestrator": None,
        "transfer-a": None,
        "transfer-b": None,
        "gateway-a": None,
        "gateway-b": None,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colection = 'x'", "unknown key colection: known are collection"),
        ("[sites.a]\nroot = 'x'\nrot = 'y'", "unknown key sites.a.rot: known are root, receive_only"),
        ("[sites.a]", "sites.a.root"),
        ("[settings]\nsettle = 1", "unknown key 'settle' in [settings]: known are"),
        ("[settings]\nnats_url = 'x'", "unknown key 'nats_url'"),
        ("[settings]\nsettle_seconds = 'soon'", "settle_seconds in [settings]"),
        ("[settings]\nsettle_seconds = -1", "greater than 0"),
        ("[settings]\nsettle_seconds = [1]", "a text, a number or a boolean"),
        (
            "[sites.a]\nroot = 'x'\nsettings = {pack_bytes = 1}",
            "unknown key 'pack_bytes' in [sites.a.settings]",
        ),
        ("port = '80'", "port"),
        ("port = true", "port"),
        ("collection = ''", "collection"),
        ("sites = 3", "sites"),
        ("[sites.a]\nroot = 'x'\nreceive_only = 'yes'", "receive_only"),
    ],
)
def test_what_nothing_knows_is_refused_on_one_line(text: str, said: str):
    """A key that is misspelt would otherwise be a setting that does not count."""
    with pytest.raises(UsageProblem) as caught:
        read(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["A", "a=b", "a/b", "-a", "a\\nb"])
def test_a_site_of_a_file_is_named_as_any_other(name: str):
    """A name that is no name is refused, wherever it stands."""
    with pytest.raises(UsageProblem, match="cannot name a site"):
        parse(read(f'[sites."{name}"]\nroot = "/x"'))


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path):
    """Missing, a directory, no text, no TOML, or far too large: one line with its name."""
    (tmp_path / "bytes").write_bytes(b"\xff")
    (tmp_path / "words").write_text("these are\nwords")
    (tmp_path / "large").write_bytes(b"#" * (2 * 1024 * 1024))
    for name, code in (
        ("missing", ExitCode.FAILED),
        ("", ExitCode.FAILED),
        ("bytes", ExitCode.USAGE),
        ("words", ExitCode.USAGE),
        ("large", ExitCode.USAGE),
    ):
        with pytest.raises(CommandError) as caught:
            read_up_file(tmp_path / name, values=setting_values())
        assert caught.value.exit_code is code
        assert str(tmp_path) in str(caught.value)
        assert "\n" not in str(caught.value)
