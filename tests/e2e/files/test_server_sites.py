"""Sites whose files lie at servers, beside one in a directory: each goes one way.

By day one is at an SFTP server, the other at an FTP server; by night both are at FTP servers with TLS.
"""

import contextlib
from pathlib import Path

import httpx
import pytest

from shared.roots.remote.address import Credentials
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import proftpd, vsftpd
from testing.servers.openssh import openssh_server
from tests.e2e.harness import Rack, eventually, write


def lets_in(credentials: Credentials, directory: Path) -> str:
    """Return the lines of a site's settings that let it in."""
    password = None
    if credentials.password is not None:
        password = directory / "password"
        password.write_text(f"{credentials.password}\n")
    settings = {
        "root_password_file": password,
        "root_private_key": credentials.private_key,
        "root_known_hosts": credentials.known_hosts,
        "root_ca_file": credentials.certificate_authority,
    }
    return "".join(f'{name} = "{path}"\n' for name, path in settings.items() if path is not None)


class Servers:
    """A server that only receives, and one that only sends; and the directories of both."""

    def __init__(self, stack: contextlib.ExitStack, *, tls: bool) -> None:
        work, self.mirror, ftp_work, self.drop = (
            stack.enter_context(reachable_directory()) for _ in range(4)
        )
        receiving = vsftpd(work, self.mirror, tls=True) if tls else openssh_server(work, self.mirror)
        self.receiving = stack.enter_context(receiving)
        self.sending = stack.enter_context(proftpd(ftp_work, self.drop, tls=tls))

    def up_file(self, directory: Path) -> Path:
        """Write the file of `up`."""
        path = directory / "rack.toml"
        path.write_text(
            f'[sites.s]\nroot = "{self.receiving.address.url}"\nreceive_only = true\n[sites.s.settings]\n'
            + lets_in(self.receiving.credentials, directory)
            + f'[sites.f]\nroot = "{self.sending.address.url}"\n[sites.f.settings]\nsend_only = true\n'
            + lets_in(self.sending.credentials, directory)
        )
        return path

    def put(self, path: str, data: bytes) -> None:
        """Put a file at the FTP server, as its users do."""
        file = self.drop / path
        file.parent.mkdir(exist_ok=True)
        file.parent.chmod(0o777)
        file.write_bytes(data)
        file.chmod(0o666)


@pytest.fixture(scope="module", params=["plain", pytest.param("tls", marks=pytest.mark.slow)])
def servers(request):
    """Both, for the file."""
    with contextlib.ExitStack() as stack:
        yield Servers(stack, tls=request.param == "tls")


@pytest.fixture(scope="module")
def rack(servers, tmp_path_factory):
    """Three sites in one process."""
    directory = tmp_path_factory.mktemp("rack")
    stores = {"s": servers.receiving.address.url, "f": servers.sending.address.url}
    rack = Rack(
        directory,
        *("a", "s", "f"),
        stores=stores,
        config=servers.up_file(directory),
        settings={"SPICERACK_POLL_SECONDS": "1"},
        processes=False,
        gateways=True,
    )
    with rack.running():
        yield rack


def holds(path: Path, data: bytes) -> bool:
    """Tell whether a file is there with these bytes."""
    return path.is_file() and path.read_bytes() == data


def test_files_go_from_a_directory_to_the_server_that_receives(rack, servers):
    """New ones, edits, deletions and empty directories; nothing goes to the site that only sends."""
    write(rack["a"] / "d/one.bsp", b"one" * 1000)
    (rack["a"] / "e").mkdir()
    eventually(lambda: holds(servers.mirror / "d/one.bsp", b"one" * 1000), what="the file at the server")
    eventually((servers.mirror / "e").is_dir, what="the empty directory")
    write(rack["a"] / "d/one.bsp", b"changed")
    eventually(lambda: holds(servers.mirror / "d/one.bsp", b"changed"), what="the edit")
    write(rack["a"] / "d/two", b"two")
    eventually(lambda: holds(servers.mirror / "d/two", b"two"), what="the other file")
    (rack["a"] / "d/two").unlink()
    (rack["a"] / "e").rmdir()
    eventually(lambda: not (servers.mirror / "d/two").exists(), what="the deletion")
    eventually(lambda: not (servers.mirror / "e").exists(), what="the directory's")
    assert not (servers.drop / "d").exists()


def test_files_go_from_the_server_that_sends_to_all_others(rack, servers):
    """New ones, edits and deletions."""
    servers.put("in/first", b"first")
    servers.put("in/second", b"second")
    for place in (rack["a"], servers.mirror):
        eventually(lambda place=place: holds(place / "in/second", b"second"), what=f"it at {place}")
    servers.put("in/second", b"second, changed")
    eventually(lambda: holds(servers.mirror / "in/second", b"second, changed"), what="the edit")
    (servers.drop / "in/first").unlink()
    eventually(lambda: not (servers.mirror / "in/first").exists(), what="the deletion")
    assert not (rack["a"] / "in/first").exists()


def test_what_others_change_at_a_site_that_only_receives_stays_there(rack, servers):
    """It is not published, and not replaced."""
    write(rack["a"] / "kept", b"one")
    eventually(lambda: holds(servers.mirror / "kept", b"one"), what="the file")
    (servers.mirror / "kept").write_bytes(b"theirs, at the server")
    eventually(lambda: "kept" in rack.spicerack("status").stdout, what="words of it")
    write(rack["a"] / "kept", b"two")
    write(rack["a"] / "after", b"after")
    eventually(lambda: holds(servers.mirror / "after", b"after"), what="what came after")
    assert holds(servers.mirror / "kept", b"theirs, at the server")
    assert holds(rack["a"] / "kept", b"two")


def test_gateways_read_and_write_there(rack, servers):
    """What is uploaded at the site of the FTP server lies at the server, and is read at the other's."""
    urls = {one: rack.spicerack("url", "gateway", "--site", one).stdout.strip() for one in ("s", "f")}
    answer = httpx.put(f"{urls['f']}/data/spice/in/third", content=b"third", timeout=60)
    assert answer.status_code in (201, 202, 204), answer.text
    assert holds(servers.drop / "in/third", b"third")
    eventually(lambda: holds(servers.mirror / "in/third", b"third"), what="it at the other server")
    assert httpx.get(f"{urls['s']}/data/spice/in/third", timeout=60).content == b"third"


def test_status_tells_of_each_what_is_weaker(rack):
    """Not compared, and seconds."""
    said = rack.spicerack("status").stdout
    for url in (rack.store("s"), rack.store("f")):
        assert f"the files lie at {url}" in said
    assert "a change made in the instant of a publish can be overwritten" in said
