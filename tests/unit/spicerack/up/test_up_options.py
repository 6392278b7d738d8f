"""What a person may ask of `up`."""

from pathlib import Path

import pytest

from spicerack.errors import ExitCode, UsageProblem
from spicerack.up.request.options import default_state, parse_up


def parse(
    *sites: str, receive_only=(), collection="spice", state=None, port=8080, environment=None, **services
):
    """Read options as they are typed, the others left out."""
    return parse_up(
        sites=sites,
        receive_only=receive_only,
        collection=collection,
        state=state,
        port=port,
        environment=environment or {},
        **services,
    )


def test_sites_are_read_in_order(tmp_path):
    """Names, directories and the receive-only mark come out as they were typed."""
    request = parse(f"a={tmp_path}/x", f"b={tmp_path}/y=z", receive_only=["b"])
    assert [(site.name, site.root.name, site.receive_only) for site in request.sites] == [
        ("a", "x", False),
        ("b", "y=z", True),
    ]


def test_links_in_a_directory_are_resolved(tmp_path):
    """Two names of one directory come out the same."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert parse(f"a={tmp_path}/link").sites[0].root == (tmp_path / "real").resolve()


def test_a_site_may_be_at_a_store(tmp_path):
    """Its address is kept as it was typed; what is SpiceRack's own lies below the state."""
    (site,) = parse("v=s3://bucket/a prefix", state=tmp_path).sites
    assert (site.url, site.root) == ("s3://bucket/a prefix", tmp_path / "roots" / "v")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sites": ["a=http://host/x"]}, "site a: no site's files can lie at such an address"),
        ({"sites": ["a=ftp://me:secret@host/x"]}, "put it in a file"),
        ({"sites": []}, "no site is given"),
        ({"sites": ["a"]}, "NAME=DIRECTORY"),
        ({"sites": ["a="]}, "NAME=DIRECTORY"),
        ({"sites": ["=/x"]}, "cannot name a site"),
        ({"sites": ["A=/x"]}, "cannot name a site"),
        ({"sites": ["-a=/x"]}, "cannot name a site"),
        ({"sites": ["a\n=/x"]}, "cannot name a site"),
        ({"sites": ["a" * 64 + "=/x"]}, "cannot name a site"),
        ({"sites": ["a=/x", "a=/y"]}, "site a is given 2 times"),
        ({"sites": [f"s{number}=/x" for number in range(65)]}, "at most 64"),
        ({"sites": ["a=/x"], "receive_only": ["b"]}, "--receive-only b names no site"),
        ({"sites": ["a=/x"], "collection": "Spice"}, "cannot name a collection"),
        ({"sites": ["a=/x"], "collection": ""}, "cannot name a collection"),
        ({"sites": ["a=/x"], "port": 0}, "from 1 to 65532"),
        ({"sites": ["a=/x"], "port": -1}, "out of range"),
        ({"sites": ["a=/x"], "port": 65533}, "out of range"),
        ({"sites": ["a=/x"], "port": 65536}, "out of range"),
    ],
)
def test_what_is_out_of_form_is_a_usage_problem_on_one_line(asked, said):
    """Each wrong word is answered by one line that names it, and by the exit code for usage."""
    with pytest.raises(UsageProblem) as caught:
        parse(*asked.pop("sites"), **asked)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code is ExitCode.USAGE


def test_the_last_port_that_fits_is_accepted():
    """Four ports for one site end at the last port there is."""
    assert parse("a=/x", port=65532).port == 65532


def test_state_is_below_xdg_state_home():
    """XDG_STATE_HOME decides where state is kept, one directory a collection."""
    assert default_state("c", {"XDG_STATE_HOME": "/somewhere"}) == Path("/somewhere/spicerack/c")


@pytest.mark.parametrize("home", ["", "relative"])
def test_state_is_below_the_home_directory_otherwise(home):
    """An empty or relative XDG_STATE_HOME is ignored, as its specification asks."""
    expected = Path("~/.local/state/spicerack/c").expanduser().resolve()
    assert default_state("c", {"XDG_STATE_HOME": home}) == expected


def names_of(**services):
    """Return which services run beside those of the sync core."""
    return [one.name for one in parse("a=/x", **services).more]


def test_a_gateway_runs_unless_it_is_left_out():
    """`--no-gateway` leaves it out, and `--with` names it at will."""
    assert names_of() == ["gateway"]
    assert names_of(without=["gateway"]) == []
    assert names_of(wanted=["gateway, gateway"]) == ["gateway"]


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ({"wanted": ["gateway,nothing"]}, "--with nothing names no service"),
        ({"wanted": ["gateway"], "without": ["gateway"]}, "say one of them"),
    ],
)
def test_services_that_cannot_be_chosen_are_usage_problems(services, said):
    """Nothing is started then."""
    with pytest.raises(UsageProblem, match=said):
        names_of(**services)
