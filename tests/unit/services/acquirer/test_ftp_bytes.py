"""Bytes of an FTP server, brought by libcurl: of one version, over one connection, and else the reason."""

from collections.abc import Iterator

import pytest

from services.acquirer.fetch.arrival import StoppedError
from shared.roots.errors import ChangedError, DeniedError, MissingError, StorageError, UnreachableError
from shared.roots.remote.address import Credentials, parse_address
from testing.servers.lying_ftp import Answer, LyingFtp, lying_ftp
from tests.unit.services.acquirer.kept import Kept

pytest.importorskip("pycurl", reason="libcurl brings the bytes")
from services.acquirer.sources.ftp.source import FtpSource

DATA = bytes(range(256)) * 1200
TIME = "213 20260304050607"


@pytest.fixture
def server() -> Iterator[LyingFtp]:
    """Yield a server."""
    with lying_ftp(DATA) as server:
        yield server


@pytest.fixture
def source(server: LyingFtp) -> Iterator[FtpSource]:
    """Yield a source over it."""
    address = parse_address(f"ftp://127.0.0.1:{server.port}/pub")
    with FtpSource(address, Credentials()) as source:
        yield source


def test_a_file_is_brought_as_it_was_told_of_over_one_connection(server: LyingFtp, source: FtpSource):
    """Files and listings take turns: providers count connections."""
    kept, again = Kept(), Kept()
    source.bring("x", kept)
    assert [one.path for one in source.names("")] == ["x"]
    source.bring("x", again)
    source.bring("x", Kept())
    assert (kept.data, again.data, kept.ended) == (DATA, DATA, 1)
    (told,) = kept.stats
    assert (told.size, told.version, told.mtime_ns) == (len(DATA), "4b000-20260304050607", 1772600767 * 10**9)
    assert server.open_max == 1
    assert [one.split(" ")[0] for one in server.commands].count("USER") == 3


@pytest.mark.parametrize("start", [1, 256, len(DATA)])
def test_what_is_here_is_not_brought_again(start: int, source: FtpSource):
    """The rest of the same version comes behind it."""
    kept = Kept(start=start)
    source.bring("x", kept)
    assert kept.data == DATA[start:]
    assert (len(kept.stats), kept.ended) == (1, 1)


def test_a_version_that_changed_before_the_rest_comes_is_refused(server: LyingFtp, source: FtpSource):
    """Bytes of two versions are no file."""
    times = iter(range(10, 60))
    server.answer = lambda command, _: f"213 202603040506{next(times)}" if command == "MDTM" else None
    kept = Kept(start=256)
    with pytest.raises(ChangedError, match="changed while it was fetched"):
        source.bring("x", kept)
    assert kept.data == b""


def after(command: str, said: str) -> Answer:
    """Return what answers otherwise to a command that is heard again."""
    heard: list[str] = []

    def answer(one: str, _argument: str) -> str | None:
        heard.append(one)
        return said if one == command and heard.count(one) > 1 else None

    return answer


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (after("MDTM", "213 20260304050608"), ChangedError, "changed while it was fetched"),
        (after("SIZE", "213 7"), ChangedError, "changed while it was fetched"),
        (after("SIZE", "550 gone"), ChangedError, "went while it was fetched"),
        (
            lambda one, _: "550 nothing" if one in {"SIZE", "MDTM", "RETR"} else None,
            MissingError,
            "550 nothing",
        ),
        (lambda one, _: "530 nobody" if one == "PASS" else None, DeniedError, "530 nobody"),
        (lambda one, _: "421 too many" if not one else None, UnreachableError, "lost|421 too many"),
        (lambda one, _: "" if one == "RETR" else None, UnreachableError, "lost"),
        (lambda one, _: "500 what?" if one == "SIZE" else None, StorageError, "does not tell the size"),
        (lambda one, _: "550 you may not" if one == "RETR" else None, MissingError, "550 you may not"),
    ],
)
def test_what_a_server_says_is_told_as_it_is(
    answer: Answer, kind: type[StorageError], words: str, server: LyingFtp, source: FtpSource
):
    """Whoever reads the reason knows who must act; once the server does well the file comes."""
    server.answer = answer
    with pytest.raises(kind, match=words):
        source.bring("x", Kept())
    server.answer = lambda *_: None
    kept = Kept()
    source.bring("x", kept)
    assert kept.data == DATA


def test_a_file_that_is_cut_and_said_to_be_whole_is_not(server: LyingFtp, source: FtpSource):
    """The server's count of bytes is held against those that came."""
    server.sent_max = 1000
    with pytest.raises(ChangedError, match="was cut"):
        source.bring("x", Kept())


def test_a_server_without_times_gives_files_without_a_version(server: LyingFtp, source: FtpSource):
    """They are brought, and never gone on with."""
    server.answer = lambda command, _: "500 what?" if command == "MDTM" else None
    kept = Kept()
    source.bring("x", kept)
    assert (kept.data, kept.stats[0].version) == (DATA, "")


def test_what_a_sink_raises_comes_out_as_it_is(server: LyingFtp, source: FtpSource):
    """A process that is told to stop does not blame the provider."""
    with pytest.raises(StoppedError):
        source.bring("x", Kept(error=StoppedError()))
    source.bring("x", Kept())


def test_an_empty_file_begins_and_ends(server: LyingFtp, source: FtpSource):
    """It is a file, too."""
    server.data = b""
    kept = Kept()
    source.bring("x", kept)
    assert (kept.data, len(kept.stats), kept.ended) == (b"", 1, 1)


def test_a_name_is_said_to_the_server_as_its_bytes(server: LyingFtp, source: FtpSource):
    """Signs of addresses are no more than signs; the end of a line is refused."""
    source.bring("a#b?c;type=a%41é", Kept())
    assert "RETR /pub/a#b?c;type=a%41é".encode().decode("latin-1") in server.commands
    with pytest.raises(StorageError, match="end of a line"):
        source.bring("x\r\nDELE y", Kept())
