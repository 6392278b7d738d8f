"""Providers against a real server that errs, lies, stalls, empties and floods."""

import asyncio
import json
import os

import pytest

from services.satellites.catalogue.decode.port import Format, MalformedError
from services.satellites.providers import http
from services.satellites.providers.budget import LocalBudget
from services.satellites.providers.credentials import Credentials, account_mark, read_credentials
from services.satellites.providers.folder import FolderElements
from services.satellites.providers.http import Line, Patience
from services.satellites.providers.port import (
    ProviderBusyError,
    ProviderDeniedError,
    ProviderDownError,
    ProviderError,
    SlotTakenError,
)
from services.satellites.providers.space_track import SpaceTrackElements, SpaceTrackFiles, SpaceTrackSession
from services.satellites.providers.web import WebElements
from tests.unit.services.satellites.catalogue.test_decode import FIRST, SECOND
from tests.unit.services.satellites.providers.conformance import Gatherer, pulled
from tests.unit.services.satellites.providers.provider_server import (
    FOLDER,
    IDENTITY,
    PASSWORD,
    FakeProvider,
    omm,
    serving,
)

NUMBERS = {5, 25544, 340000, 799501234}
QUICK = Patience(connect=5.0, silence=0.2, whole=1.0)
"""For a provider from which nothing good comes: on a busy machine a good one is slower."""
SLOW = ("stall", "trickle")
"""Moods that only time ends."""


class Ticking:
    """A monotonic clock that a test moves."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def ticking():
    """The clock of budgets and sessions."""
    return Ticking()


@pytest.fixture
async def server():
    """A provider that runs, with a few objects."""
    provider = FakeProvider(records=[omm(number) for number in sorted(NUMBERS)], tle=f"{FIRST}\n{SECOND}\n")
    async with serving(provider):
        yield provider


@pytest.fixture
async def line(server):
    """The way to it."""
    line = Line(server.url)
    yield line
    await line.close()


@pytest.fixture
def session(line, ticking):
    """A session that is not logged in yet."""
    return SpaceTrackSession(line, lambda: Credentials(IDENTITY, PASSWORD), LocalBudget(ticking), ticking)


@pytest.fixture
def web(line, ticking):
    """A provider of two addresses."""
    return WebElements("web", line, ("/a.json", "/b.json"), Format.JSON, LocalBudget(ticking), 7200.0)


@pytest.fixture
def elements(session):
    """The whole `gp`."""
    return SpaceTrackElements("gp", session, days=30)


async def test_every_provider_gives_what_is_there(elements, web, session, tmp_path):
    """Whatever the door, all objects come through it, with numbers above 339999 and without TLE lines."""
    (tmp_path / "old.json").write_text("[]")
    (tmp_path / "new.json").write_text(json.dumps([omm(number) for number in NUMBERS]))
    os.utime(tmp_path / "old.json", (1, 1))
    (tmp_path / "other.txt").write_text("no elements")

    assert await pulled(elements) == NUMBERS
    assert await pulled(web) == NUMBERS
    assert await pulled(FolderElements("folder", tmp_path, Format.JSON)) == NUMBERS
    assert await pulled(SpaceTrackFiles("files", session, FOLDER)) == {25544}


@pytest.mark.parametrize("mood", ["packed", "packed-twice"])
async def test_packed_answers_are_unpacked(server, web, mood):
    """A provider that packs is understood, whether in one member or in several."""
    server.mood = mood

    assert await pulled(web) == NUMBERS


LINES = {Format.CSV: b"NORAD_CAT_ID,EPOCH\n5,2026\n", Format.TLE: f"{FIRST}\n{SECOND}\n".encode()}
LENGTHS = {
    "whole": lambda body: b"Content-Length: %d\r\n\r\n" % len(body),
    "cut": lambda body: b"Content-Length: %d\r\n\r\n" % (len(body) + 7),
    "of no length": lambda _: b"\r\n",
    "of no length, with an encoding": lambda _: b"Content-Encoding: identity\r\n\r\n",
}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("format_", LINES)
async def test_lines_whose_end_nobody_tells_are_refused(ticking, length, format_):
    """A body that ends with the connection may be cut between two lines, which is a whole of its format."""
    body = LINES[format_]

    async def answered(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + LENGTHS[length](body) + body)
        writer.close()

    async with await asyncio.start_server(answered, "127.0.0.1") as server:
        line = Line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        web = WebElements("web", line, ("/a",), format_, LocalBudget(ticking), 7200.0)
        if length == "whole":
            await web.pull(Gatherer(web))
        else:
            with pytest.raises(ProviderDownError):
                await web.pull(Gatherer(web))
        await line.close()


async def test_one_login_serves_all_queries(server, elements, session, ticking):
    """A cookie is used as long as it lives: two queries of two kinds cost one login."""
    await pulled(elements)
    await pulled(SpaceTrackFiles("files", session, FOLDER))
    assert server.logins == 1
    assert server.asked[1].startswith("/basicspacedata/query/class/gp/decay_date/null-val/epoch/>now-30/")

    ticking.seconds += 2 * 3600
    await pulled(elements)

    assert server.logins == 2


async def test_an_expired_session_logs_in_once_more(server, elements):
    """A 401 in the middle of a session is mended by one login, unseen."""
    server.mood = "expired"

    assert await pulled(elements) == NUMBERS
    assert server.asked.count("/ajaxauth/login") == 2


@pytest.mark.parametrize("mood", ["good", "moved"])
async def test_refused_credentials_are_not_tried_again(server, line, ticking, mood):
    """A wrong password (answered with 200) costs one login, until it is changed or an hour has passed."""
    server.mood = mood
    now = Credentials(IDENTITY, "wrong" if mood == "good" else PASSWORD)
    session = SpaceTrackSession(line, lambda: now, LocalBudget(ticking), ticking)
    elements = SpaceTrackElements("gp", session, days=30)
    for _ in range(3):
        with pytest.raises(ProviderDeniedError):
            await pulled(elements)
    asked = server.logins
    assert asked == (1 if mood == "good" else 2)

    server.mood, now = "good", Credentials(IDENTITY, PASSWORD + ("" if mood == "good" else " "))
    if mood == "good":
        assert await pulled(elements) == NUMBERS


BAD = [
    ("err", ProviderDownError),
    ("busy", ProviderBusyError),
    ("limit", ProviderBusyError),
    ("stall", ProviderDownError),
    ("trickle", ProviderDownError),
    ("cut", ProviderDownError),
    ("flood", ProviderDownError),
    ("bomb", ProviderDownError),
    ("half-packed", ProviderDownError),
    ("half-packed-twice", ProviderDownError),
    ("html", MalformedError),
]


@pytest.mark.parametrize(("mood", "expected"), BAD)
async def test_bad_moods_are_errors_without_a_word_of_the_answer(
    server, ticking, monkeypatch, mood, expected
):
    """A provider that errs, lies, stalls, cuts or floods gives an error, in bounded time and memory."""
    monkeypatch.setattr(http, "BODY_BYTES_MAX", 4_000_000)
    server.mood = mood
    line = Line(server.url, patience=QUICK if mood in SLOW else None)
    session = SpaceTrackSession(line, lambda: Credentials(IDENTITY, PASSWORD), LocalBudget(ticking), ticking)

    with pytest.raises(expected) as caught:
        await pulled(SpaceTrackElements("gp", session, days=30))

    await line.close()
    text = str(caught.value)
    assert not any(
        word in text for word in ("maintenance", "violated", "html", IDENTITY, PASSWORD, "127.0.0.1")
    )


async def test_a_dead_server_is_down(elements, server, ticking):
    """Nobody listening is an error like any other, and leaves the hour's pull unspent."""
    dead = Line("http://127.0.0.1:9")
    session = SpaceTrackSession(dead, elements.session.credentials, LocalBudget(ticking), ticking)
    provider = SpaceTrackElements("gp", session, days=30)
    for _ in range(2):
        with pytest.raises(ProviderDownError):
            await pulled(provider)
    await dead.close()


@pytest.mark.parametrize(
    "case",
    [
        *(("web", mood, mood == "busy") for mood in ("err", "cut", "html", "half-packed", "busy")),
        *(("elements", mood, mood != "err") for mood in ("err", "html", "busy", "limit")),
    ],
)
async def test_a_failure_does_not_spend_the_time_between_two_pulls(server, web, elements, case):
    """A good answer is taken at the next try; who says that we ask too much is not asked before its time.

    Of space-track's hour an answer that has begun is a use.
    """
    kind, server.mood, spent = case
    provider = web if kind == "web" else elements
    with pytest.raises((ProviderError, MalformedError)):
        await pulled(provider)
    server.mood = "good"
    if spent:
        with pytest.raises(SlotTakenError):
            await pulled(provider)
    else:
        assert await pulled(provider) == NUMBERS
        with pytest.raises(SlotTakenError, match=r"its turn comes in \d+ min"):
            await pulled(provider)


async def test_a_full_pull_comes_once_an_hour(server, elements, ticking):
    """A second pull within the hour does not even reach the provider."""
    await pulled(elements)
    asked = len(server.asked)
    with pytest.raises(ProviderBusyError):
        await pulled(elements)
    assert len(server.asked) == asked

    ticking.seconds += 3601

    assert await pulled(elements) == NUMBERS


async def test_requests_are_counted_whatever_they_are(server, session, ticking):
    """Logins and queries together never pass the minute's allowance."""
    files = SpaceTrackFiles("files", session, FOLDER)
    with pytest.raises(ProviderBusyError):
        for _ in range(20):
            await pulled(files)

    assert len(server.asked) == 10


async def test_a_list_of_files_that_lies_is_an_error(server, session):
    """A shared folder without a file gives no elements, and no crash."""
    server.mood = "empty"
    with pytest.raises(ProviderDownError):
        await pulled(SpaceTrackFiles("files", session, FOLDER))


async def test_a_folder_without_files_is_down(tmp_path):
    """An empty or missing folder is an error, never an empty catalogue."""
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ProviderError):
            await pulled(FolderElements("folder", folder, Format.JSON))


def test_credentials_come_from_a_file_that_not_everybody_reads(tmp_path):
    """The file of two lines is read; one that is open to all or not of two lines is refused, unquoted."""
    path = tmp_path / "account"
    path.write_text(f"{IDENTITY}\n{PASSWORD}\n")
    path.chmod(0o600)
    assert read_credentials(path) == Credentials(IDENTITY, PASSWORD)
    assert PASSWORD not in repr(read_credentials(path))

    for text, mode in ((f"{IDENTITY}\n{PASSWORD}\n", 0o644), (f"{IDENTITY}\n", 0o600)):
        path.write_text(text)
        path.chmod(mode)
        with pytest.raises(ProviderDeniedError) as caught:
            read_credentials(path)
        assert PASSWORD not in str(caught.value)
    with pytest.raises(ProviderDeniedError):
        read_credentials(tmp_path / "missing")


def test_an_account_is_not_told_by_its_mark():
    """Keys on the bus differ by account and by secret."""
    marks = {account_mark(name, secret) for name in ("a", "b") for secret in (b"1", b"2")}

    assert len(marks) == 4


@pytest.mark.parametrize("mood", ["flood", "bomb"])
async def test_floods_are_cut_by_their_bytes(server, ticking, monkeypatch, mood):
    """However patient the line is, no more than the bound of a body is taken, packed or not."""
    monkeypatch.setattr(http, "BODY_BYTES_MAX", 1_000_000)
    server.mood = mood
    patient = Line(server.url, patience=Patience(silence=60.0, whole=120.0))
    web = WebElements("web", patient, ("/a.json",), Format.JSON, LocalBudget(ticking), 7200.0)
    with pytest.raises(ProviderDownError, match="more than 1000000 bytes"):
        await pulled(web)
    await patient.close()
