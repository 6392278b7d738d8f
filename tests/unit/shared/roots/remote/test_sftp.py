"""A directory of OpenSSH's server as a root: the suite of all roots, and what is special to SFTP."""

import os
import subprocess
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from shared.roots.errors import StorageError, UnreachableError
from shared.roots.port import Put, Refusal, Root
from shared.roots.remote.address import Credentials
from shared.roots.remote.sftp.connection import HostKeyError
from shared.roots.remote.sftp.directory import INCOMING
from shared.roots.remote.sftp.root import SftpRoot
from testing.roots.conformance import LARGE, RootConformance, bytes_of, only, placed, put
from testing.roots.store_conformance import LATER, LONG_AGO, StoreConformance
from testing.servers.directories import reachable_directory
from testing.servers.openssh import ServedSftp, openssh_server


@pytest.fixture(scope="module")
def served():
    """One server for the file; each test has a directory of its own in it."""
    with reachable_directory() as work, reachable_directory() as files, openssh_server(work, files) as served:
        yield served


@dataclass
class SftpBench:
    """A root, and a person at the server."""

    root: Root
    directory: Path

    def person_writes(self, path: str, data: bytes) -> None:
        (self.directory / path).write_bytes(data)

    def full(self) -> None:
        pytest.skip("A FULL DISK IS TESTED BELOW: it needs a file system of its own")


def open_bench(served: ServedSftp, name: str) -> SftpBench:
    """Return a root on a new directory of the server."""
    directory = served.directory / name
    directory.mkdir()
    os.chown(directory, served.directory.stat().st_uid, served.directory.stat().st_gid)
    numbers = count(1)
    address = served.address.at(str(directory))
    return SftpBench(SftpRoot(address, served.credentials, new_id=lambda: f"{next(numbers):032x}"), directory)


@pytest.fixture
def bench(served, request):
    """A directory of its own for each test."""
    made = open_bench(served, f"{abs(hash(request.node.nodeid)):x}")
    with made.root:
        yield made


class TestSftp(RootConformance, StoreConformance):
    """The suite."""


def test_a_server_whose_key_is_not_known_is_not_spoken_to(served):
    """No setting means that no server is trusted, not that all are."""
    root = SftpRoot(served.address, Credentials(), new_id=lambda: "x")
    with root, pytest.raises(HostKeyError, match="key is not known"):
        root.stat("f")


def test_a_server_with_another_key_than_the_known_one_is_not_spoken_to(served, tmp_path):
    """A key that has changed is somebody else until its owner says otherwise."""
    other = tmp_path / "known_hosts"
    with reachable_directory() as work, openssh_server(work, work) as stranger:
        key = Path(stranger.credentials.known_hosts).read_text().split(" ", 1)[1]
    other.write_text(f"[127.0.0.1]:{served.address.port} {key}")
    root = SftpRoot(served.address, Credentials(known_hosts=other), new_id=lambda: "x")
    with root, pytest.raises(HostKeyError):
        root.stat("f")


def test_of_two_writers_of_a_new_name_one_wins(bench):
    """Both found the name free; the server gives it once."""
    theirs: list[bytes] = []

    def slowly():
        yield b"mi"
        bench.person_writes("f", b"theirs")
        theirs.append(b"theirs")
        yield b"ne"

    outcome = only(list(bench.root.publish([Put(path="f", read=slowly, size_max=4)])))
    assert (outcome.refusal, bytes_of(bench.root, "f"), theirs) == (Refusal.CHANGED, b"theirs", [b"theirs"])


def test_links_are_passed_over_and_never_written_through(bench, tmp_path):
    """Whoever can make a link at the server cannot lead us out of the root (I7)."""
    outside = bench.directory.parent / f"{bench.directory.name}-outside"
    outside.mkdir(mode=0o777)
    (bench.directory / "way").symlink_to(outside)
    (bench.directory / "file").symlink_to("/etc/passwd")
    assert list(bench.root.list()) == []
    outcomes = bench.root.publish([put("way/f", b"x"), put("way/deeper/f", b"x")])
    assert {outcome.refusal for outcome in outcomes} == {Refusal.FAILED}
    assert list(outside.iterdir()) == []
    with pytest.raises(StorageError):
        bytes_of(bench.root, "file")
    with pytest.raises(StorageError):
        bytes_of(bench.root, "way/f")


def test_a_name_that_is_no_utf_8_hides_no_other(bench):
    """It is listed as it is, as a directory of this host would list it."""
    (bench.directory / os.fsdecode(b"\xe9.tf")).write_bytes(b"latin")
    placed(bench.root, "a.tf", b"x")
    assert [stat.path for stat in bench.root.list()] == ["a.tf", "\udce9.tf"]


def test_an_upload_that_was_cut_short_is_swept(bench):
    """What a process left that died is no file of the collection, and goes at the next start."""
    placed(bench.root, "f", b"one")
    left = bench.directory / INCOMING / "left"
    left.write_bytes(b"half")
    assert [stat.path for stat in bench.root.list()] == ["f"]
    bench.root.sweep_old(LONG_AGO)
    assert left.exists()
    bench.root.sweep_old(LATER)
    assert not left.exists()


def test_times_outside_of_the_protocol_become_its_nearest(bench):
    """A file of 1969 or of 2200 is placed all the same."""
    puts = [
        replace(put(f"{year}", b"x"), mtime_ns=(year - 1970) * 31_556_952 * 10**9) for year in (1969, 2200)
    ]
    assert [outcome.refusal for outcome in bench.root.publish(puts)] == [None, None]
    assert [bench.root.stat(name).mtime_ns for name in ("1969", "2200")] == [0, (2**32 - 1) * 10**9]


def test_a_server_that_went_away_is_said_and_found_again():
    """A lost connection is an error of that question; the next one connects anew."""
    with reachable_directory() as work, reachable_directory() as files:
        with openssh_server(work, files) as served:
            root = SftpRoot(served.address, served.credentials, new_id=lambda: "x")
            placed(root, "f", b"one")
        with root:
            with pytest.raises(UnreachableError):
                root.stat("f")
            with openssh_server(work, files, port=served.address.port):
                assert bytes_of(root, "f") == b"one"


@pytest.mark.skipif(os.getuid() != 0, reason="A FULL DISK IS NOT TESTED: only root can mount a small one")
def test_a_full_disk_is_named_and_keeps_what_it_had(bench):
    """OpenSSH says no more than "Failure": the room that is left tells why."""
    version = placed(bench.root, "f", b"one")
    incoming = bench.directory / INCOMING
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", str(incoming)], check=True)
    try:
        outcome = only(list(bench.root.publish([put("f", LARGE, prior=version)])))
    finally:
        subprocess.run(["umount", str(incoming)], check=True)
    assert outcome.refusal is Refusal.NO_SPACE
    assert bytes_of(bench.root, "f") == b"one"
