"""What `up` looks at before it touches anything."""

import os
import socket
import tempfile
from pathlib import Path

import pytest

from spicerack.errors import CommandError, ExitCode
from spicerack.up.checks import check_directories, check_ports
from spicerack.up.request.request import SiteRequest, UpRequest

NOBODY = 65534


def request_of(state: Path, **roots: Path) -> UpRequest:
    """Return an `up` of the named sites."""
    sites = tuple(SiteRequest(name=name, root=root) for name, root in roots.items())
    return UpRequest(sites=sites, collection="spice", state=state, port=8080)


@pytest.fixture
def unprivileged():
    """Be a user who may not write everywhere, as root may."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def refusal(state: Path, **roots: Path) -> str:
    """Return the one line with which the sites are refused."""
    with pytest.raises(CommandError) as caught:
        check_directories(request_of(state, **roots))
    assert caught.value.exit_code is ExitCode.FAILED
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_good_directories_pass_and_nothing_is_made(tmp_path):
    """Looking leaves no trace, not even the state directory."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    check_directories(request_of(tmp_path / "state" / "deep", a=tmp_path / "a", b=tmp_path / "b"))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b"]


@pytest.mark.parametrize("inner", ["s3://bucket/a", "s3://bucket/a/", "s3://bucket/a/b"])
def test_stores_lie_apart(tmp_path, inner):
    """One in another, or twice the same, is refused; a name that begins alike is another place."""
    sites = [SiteRequest(name="a", root=tmp_path / "a", url="s3://bucket/a")]
    apart = SiteRequest(name="c", root=tmp_path / "c", url="s3://bucket/ab")
    state = tmp_path / "state"
    check_directories(UpRequest(sites=(*sites, apart), collection="spice", state=state, port=8080))
    sites.append(SiteRequest(name="b", root=tmp_path / "b", url=inner))
    with pytest.raises(CommandError, match="keep them apart"):
        check_directories(UpRequest(sites=tuple(sites), collection="spice", state=state, port=8080))


def test_directory_that_is_missing_is_named(tmp_path):
    """A site without its directory is refused."""
    assert f"{tmp_path}/gone does not exist" in refusal(tmp_path / "state", a=tmp_path / "gone")


def test_file_is_no_directory(tmp_path):
    """A site on a file is refused."""
    (tmp_path / "file").touch()
    assert "is not a directory" in refusal(tmp_path / "state", a=tmp_path / "file")


def test_directory_below_a_file_is_refused(tmp_path):
    """A path through a file is refused with the system's reason."""
    (tmp_path / "file").touch()
    assert "cannot be reached" in refusal(tmp_path / "state", a=tmp_path / "file" / "deep")


def test_directory_that_is_not_writable_is_refused(unprivileged):
    """A site's directory has to take files."""
    assert "is not readable and writable" in refusal(Path("/nonexistent"), a=Path("/usr"))


def test_one_directory_for_two_sites_is_refused(tmp_path):
    """Two sites never share a directory."""
    assert "same directory" in refusal(tmp_path / "state", a=_made(tmp_path / "x"), b=tmp_path / "x")


@pytest.mark.parametrize(("outer", "inner"), [("a", "b"), ("b", "a")])
def test_nested_directories_are_refused(tmp_path, outer, inner):
    """Neither site may lie in the other, whichever is named first."""
    roots = {outer: _made(tmp_path / "x"), inner: _made(tmp_path / "x" / "y")}
    said = refusal(tmp_path / "state", **dict(sorted(roots.items())))
    assert f"site {inner} " in said
    assert f"lies inside site {outer} " in said


def test_names_that_only_begin_alike_are_not_nested(tmp_path):
    """`data` and `data2` lie beside each other."""
    check_directories(request_of(tmp_path / "s", a=_made(tmp_path / "data"), b=_made(tmp_path / "data2")))


def test_state_inside_a_site_is_refused(tmp_path):
    """State would be replicated."""
    assert "one in the other" in refusal(tmp_path / "x" / "state", a=_made(tmp_path / "x"))


def test_site_inside_the_state_is_refused(tmp_path):
    """Files of a site do not belong into the state directory."""
    assert "one in the other" in refusal(tmp_path, a=_made(tmp_path / "x"))


def test_state_that_cannot_be_made_is_refused(tmp_path):
    """A file in the way of the state directory is named."""
    (tmp_path / "file").touch()
    said = refusal(tmp_path / "file" / "state", a=_made(tmp_path / "x"))
    assert f"{tmp_path}/file is not a directory" in said


def test_state_that_is_not_writable_is_refused(unprivileged):
    """A state directory has to take files too."""
    with tempfile.TemporaryDirectory() as site:
        assert "is not writable" in refusal(Path("/usr/state"), a=Path(site))


def test_port_in_use_is_named():
    """Any of the ports may be the one that is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"port {port} on 127\.0\.0\.1 is in use"):
            check_ports("127.0.0.1", [port])


def test_free_ports_pass_twice():
    """Looking at a port leaves it free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    check_ports("127.0.0.1", [port])
    check_ports("127.0.0.1", [port])


def _made(path: Path) -> Path:
    path.mkdir(parents=True)
    return path
