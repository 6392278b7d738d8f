"""A directory of an FTP server as a root: the suite of all roots by two servers, and what is FTP's own."""

import ftplib
import os
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from shared.model.entry import Kind
from shared.roots.errors import DeniedError, MissingError, StorageError, UnreachableError, WrongTypeError
from shared.roots.open_root import open_root
from shared.roots.port import Put, Refusal, Root
from shared.roots.remote.address import Credentials, parse_address
from shared.roots.remote.ftp.directory import INCOMING
from shared.roots.remote.ftp.listing import parse_facts, parse_list_line
from shared.roots.remote.ftp.open_ftp import ftp_opener
from shared.roots.remote.ftp.root import FtpRoot
from testing.roots.conformance import RootConformance, bytes_of, only, placed, put
from testing.roots.store_conformance import LATER, LONG_AGO, StoreConformance
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import Serve, ServedFtp, proftpd, pure_ftpd, pyftpdlib, vsftpd
from testing.servers.lying_ftp import lying_ftp


def served_by(serve: Serve):
    """Return a fixture of one server for the file."""

    @pytest.fixture(scope="module")
    def served():
        with reachable_directory() as work, reachable_directory() as files, serve(work, files) as served:
            yield served

    return served


with_vsftpd = served_by(vsftpd)
with_proftpd = served_by(proftpd)
with_pyftpdlib = served_by(pyftpdlib)
with_pure_ftpd = served_by(pure_ftpd)
with_vsftpd_tls = served_by(partial(vsftpd, tls=True))
with_proftpd_tls = served_by(partial(proftpd, tls=True))


@dataclass
class FtpBench:
    """A root, and a person at the server."""

    root: Root
    directory: Path

    def person_writes(self, path: str, data: bytes) -> None:
        (self.directory / path).write_bytes(data)

    def full(self) -> None:
        pytest.skip("A FULL DISK IS NOT TESTED: both servers answer 451 for it, as for other trouble")


def open_bench(served: ServedFtp, name: str) -> FtpBench:
    """Return a root on a new directory of the server."""
    directory = served.directory / name
    directory.mkdir()
    os.chown(directory, served.directory.stat().st_uid, served.directory.stat().st_gid)
    numbers = count(1)
    opener = ftp_opener(served.credentials, new_id=lambda: f"{next(numbers):032x}")
    place = served.address.path
    address = served.address.at(f"/{name}" if place == "/" else str(directory))
    return FtpBench(open_root(address.url, openers={"ftp": opener, "ftps": opener}), directory)


class TestVsftpd(RootConformance, StoreConformance):
    """A server without facts: its lists tell no versions."""

    @pytest.fixture
    def bench(self, with_vsftpd, request):
        made = open_bench(with_vsftpd, f"{abs(hash(request.node.nodeid)):x}")
        with made.root:
            yield made


class TestProftpd(RootConformance, StoreConformance):
    """A server with facts."""

    @pytest.fixture
    def bench(self, with_proftpd, request):
        made = open_bench(with_proftpd, f"{abs(hash(request.node.nodeid)):x}")
        with made.root:
            yield made


class TestPyftpdlib(RootConformance, StoreConformance):
    """A server in Python, with facts."""

    @pytest.fixture
    def bench(self, with_pyftpdlib, request):
        made = open_bench(with_pyftpdlib, f"{abs(hash(request.node.nodeid)):x}")
        with made.root:
            yield made


@pytest.mark.slow
class TestPureFtpd(RootConformance, StoreConformance):
    """A server whose users see nothing above their directories."""

    @pytest.fixture
    def bench(self, with_pure_ftpd, request):
        made = open_bench(with_pure_ftpd, f"{abs(hash(request.node.nodeid)):x}")
        with made.root:
            yield made


@pytest.mark.slow
class TestVsftpdWithTls(RootConformance, StoreConformance):
    """Both connections are one session of TLS."""

    @pytest.fixture
    def bench(self, with_vsftpd_tls, request):
        made = open_bench(with_vsftpd_tls, f"{abs(hash(request.node.nodeid)):x}")
        with made.root:
            yield made


@pytest.mark.slow
class TestProftpdWithTls(RootConformance, StoreConformance):
    """Likewise, by another server."""

    @pytest.fixture
    def bench(self, with_proftpd_tls, request):
        made = open_bench(with_proftpd_tls, f"{abs(hash(request.node.nodeid)):x}")
        with made.root:
            yield made


@pytest.fixture(params=["vsftpd", "proftpd"])
def bench(request):
    """A directory of its own for each test, at each server."""
    served = request.getfixturevalue(f"with_{request.param}")
    made = open_bench(served, f"{abs(hash(request.node.nodeid)):x}")
    with made.root:
        yield made


def test_what_a_person_wrote_meanwhile_is_kept(bench):
    """A file that came while ours was on its way stays."""

    def slowly():
        yield b"mi"
        bench.person_writes("f", b"theirs")
        yield b"ne"

    outcome = only(list(bench.root.publish([Put(path="f", read=slowly, size_max=4)])))
    assert (outcome.refusal, bytes_of(bench.root, "f")) == (Refusal.CHANGED, b"theirs")


def test_links_are_passed_over_and_never_written_through(bench):
    """Whoever can make a link at the server cannot lead us out of the root (I7)."""
    outside = bench.directory.parent / f"{bench.directory.name}-outside"
    outside.mkdir()
    outside.chmod(0o777)
    (bench.directory / "way").symlink_to(outside)
    (bench.directory / "file").symlink_to(__file__)
    assert list(bench.root.list()) == []
    assert only(list(bench.root.publish([put("way/f", b"x")]))).refusal is Refusal.FAILED
    assert list(outside.iterdir()) == []


def test_odd_names_are_listed_and_read(bench):
    """Names that look like options, that begin or hold blanks, and that are no UTF-8."""
    names = ["-x", "a  b", "#?%", os.fsdecode(b"\xe9.tf")]
    for name in names:
        bench.person_writes(name, name.encode("utf-8", "surrogateescape"))
    assert sorted(stat.path for stat in bench.root.list()) == sorted(names)
    assert bytes_of(bench.root, "-x") == b"-x"
    assert bytes_of(bench.root, "a  b") == b"a  b"


def test_a_name_that_ends_a_line_is_refused_before_it_is_said(bench):
    """It would be another command."""
    assert only(list(bench.root.publish([put("f\r\nDELE g", b"x")]))).refusal is Refusal.FAILED
    with pytest.raises(StorageError, match="cannot say"):
        bench.root.stat("f\nDELE g")


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


def test_a_reader_may_leave_before_the_end(bench):
    """The next question is answered as if nothing had been."""
    placed(bench.root, "f", bytes(8 * 1024 * 1024))
    reading = bench.root.read("f")
    next(reading)
    reading.close()
    assert bench.root.stat("f").size == 8 * 1024 * 1024


def test_bytes_are_not_taken_for_text_after_a_listing(bench):
    """A listing is asked for as text; bytes that look like ends of lines must not be."""
    data = b"a\nb\r\nc\r" * 1000
    list(bench.root.list())
    placed(bench.root, "f", data)
    list(bench.root.list())
    assert bytes_of(bench.root, "f") == data
    assert (bench.directory / "f").read_bytes() == data


def test_a_directory_that_cannot_be_listed_is_no_empty_one(with_vsftpd):
    """The server answers that all went well, with no line: nothing may be taken for gone (I3)."""
    made = open_bench(with_vsftpd, "closed")
    (made.directory / "f").write_bytes(b"x")
    made.directory.chmod(0o700)
    with made.root, pytest.raises(DeniedError, match="list"):
        list(made.root.list())


def test_names_with_a_dot_are_listed_where_the_server_leaves_them_out(with_vsftpd):
    """What is not listed is taken for gone: a deletion elsewhere left such a file where it was."""
    made = open_bench(with_vsftpd, "dots")
    (made.directory / ".d").mkdir()
    for path in ("f", ".hid", ".d/.deep"):
        (made.directory / path).write_bytes(b"x")
    with made.root:
        assert [one.path for one in made.root.list()] == [".d", ".d/.deep", ".hid", "f"]


def test_a_server_that_takes_an_option_for_a_name_is_asked_without():
    """An empty list would have everything taken for gone."""
    with lying_ftp(b"x") as server:
        address = parse_address(f"ftp://127.0.0.1:{server.port}")
        with FtpRoot(address, Credentials(), new_id=lambda: "a" * 32) as root:
            assert [one.path for one in root.names("")] == ["x"]


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """All commands that servers are sent."""
    commands: list[str] = []
    put_line = ftplib.FTP.putline

    def note(client: ftplib.FTP, line: str) -> None:
        commands.append(line.split(maxsplit=1)[0])
        put_line(client, line)

    monkeypatch.setattr(ftplib.FTP, "putline", note)
    return commands


def test_a_server_without_facts_is_asked_little_for_a_file(with_vsftpd, asked):
    """No data connection is opened to know what a file is, and the mode of bytes is said once.

    Of a listed one nothing is asked that costs more in a larger directory.
    """
    made = open_bench(with_vsftpd, "asked")
    (made.directory / "f").write_bytes(b"x")
    with made.root:
        before = made.root.stat("f")
        asked.clear()
        assert made.root.stat("f") == before
        assert bytes_of(made.root, "f") == b"x"
        assert made.root.stat_listed("f") == before
    looked = ["SIZE", "MDTM", "STAT"]
    assert asked == [*looked, *looked, "PASV", "RETR", *looked, "SIZE", "MDTM"]


@pytest.mark.parametrize("denied", ["", "STAT"])
def test_a_link_is_no_file_of_a_server_without_facts(denied):
    """It is told by the server's answer, or by a list where the server does not answer so."""
    with (
        reachable_directory() as work,
        reachable_directory() as files,
        vsftpd(work, files, denied=denied) as served,
        (made := open_bench(served, "root")).root,
    ):
        (made.directory / "f").write_bytes(b"x")
        (made.directory / "link").symlink_to("f")
        (made.directory / "d").mkdir()
        assert (made.root.stat("f").size, made.root.stat("d").kind) == (1, Kind.DIRECTORY)
        with pytest.raises(WrongTypeError):
            made.root.stat("link")
        with pytest.raises(MissingError):
            made.root.stat("none")


def test_a_server_that_lets_no_rename_replace_a_file_keeps_the_old_one():
    """To delete first would show readers nothing: the refusal says whose turn it is."""
    with (
        reachable_directory() as work,
        reachable_directory() as files,
        proftpd(work, files, overwrite=False) as served,
        (made := open_bench(served, "root")).root,
    ):
        version = placed(made.root, "f", b"one")
        outcome = only(list(made.root.publish([put("f", b"two", prior=version)])))
        assert outcome.refusal is Refusal.FAILED
        assert "its owner has to allow that" in outcome.detail
        assert bytes_of(made.root, "f") == b"one"


def test_bytes_go_through_tls_and_an_unknown_certificate_is_refused():
    """The data connection resumes the session of the other one, without which this server refuses it."""
    with (
        reachable_directory() as work,
        reachable_directory() as files,
        vsftpd(work, files, tls=True) as served,
        (made := open_bench(served, "root")).root,
    ):
        placed(made.root, "f", b"one")
        assert [stat.path for stat in made.root.list()] == ["f"]
        assert bytes_of(made.root, "f") == b"one"
        trusting_others = ftp_opener(Credentials(), new_id=lambda: "x")
        with (
            trusting_others(served.address.url) as root,
            pytest.raises(DeniedError, match="certificate_authority"),
        ):
            root.stat("f")


def test_wrong_passwords_and_servers_that_are_down_are_said(with_proftpd):
    """One is the operator's, the other may pass."""
    address = with_proftpd.address
    wrong = ftp_opener(replace(with_proftpd.credentials, password="no"), new_id=lambda: "x")
    with wrong(address.url) as root, pytest.raises(DeniedError, match="530"):
        root.stat("f")
    with wrong(replace(address, port=9).url) as root, pytest.raises(UnreachableError):
        root.stat("f")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "-rw-r--r--  1 1  1  4096 Nov 14  2023  two blanks",
            (" two blanks", Kind.FILE, 4096),
        ),
        ("drwxr-xr-x+   2 ftp      ftp             0 Nov 14 10:00 d", ("d", Kind.DIRECTORY, 0)),
        ("lrwxrwxrwx    1 0        0               7 Jan  1 10:00 l -> target", ("l -> target", None, 7)),
        ("total 12", None),
        ("10-23-12  03:25PM       <DIR>          d", None),
    ],
)
def test_lines_of_unix_lists_are_read(line, told):
    """A line of another form tells nothing, and is no file."""
    assert parse_list_line(line) == told


@pytest.mark.parametrize(
    "facts",
    [
        {"type": "OS.unix=symlink", "size": "3"},
        {"type": "cdir"},
        {"type": "file"},
        {"type": "file", "size": "-3"},
        {},
    ],
)
def test_facts_that_do_not_suffice_tell_no_file(facts):
    """Links are passed over, and so is a file without a size."""
    assert parse_facts("f", facts) is None


def test_a_directory_that_may_not_be_listed_is_not_missing(bench):
    """Servers have one code for both, and what is missing would count as deleted (I3)."""
    closed = bench.directory / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DeniedError):
        bench.root.names("closed")
    with pytest.raises(MissingError):
        bench.root.names("nowhere")
