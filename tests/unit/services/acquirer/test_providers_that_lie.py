"""Providers that lie: nothing wrong is published, nothing is deleted, and the reason is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.acquirer.state.rows import Status
from testing.servers.lying_proxy import Lie, LyingProxy, Sent, honest, lying_proxy
from testing.servers.nginx_server import ServedHttp
from tests.unit.services.acquirer.acquiring import Played, acquirer_of

DATA = bytes(range(256)) * 40
CUT_AT = 4000
PAGE = b"<!doctype html><html><body>Please log in</body></html>"
FEED = "path = '.*\\.dat'\nquiet_seconds = 0\nevery_seconds = 1\n"


@pytest.fixture
def proxy(web: ServedHttp) -> Iterator[LyingProxy]:
    """Yield a proxy in front of nginx."""
    with lying_proxy(web.port) as proxy:
        yield proxy


@pytest.fixture
def lied_to(web_provider: Played, proxy: LyingProxy) -> Played:
    """A provider with one file, behind the proxy."""
    web_provider.has({"x.dat": DATA})
    url = re.sub(r":\d+/", f":{proxy.port}/", web_provider.url)
    return Played(url, web_provider.credentials, web_provider.directory)


def of_file(lie: Lie, *methods: str) -> Lie:
    """Tell a lie about the file alone, in answers to some methods."""

    def lie_of_file(request: str, answer: bytes) -> Sent:
        method, path, *_ = request.split(" ")
        return lie(request, answer) if path.endswith(".dat") and method in methods else Sent(answer)

    return lie_of_file


def with_header(answer: bytes, line: bytes) -> bytes:
    """Return an answer with one more header."""
    return answer.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1)


def instead(status: bytes, *headers: bytes, body: bytes = b"") -> Lie:
    """Return what answers something else."""

    def lie(request: str, _answer: bytes) -> Sent:
        lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close", *headers)
        return Sent(b"\r\n".join(lines) + b"\r\n\r\n" + (b"" if request.startswith("HEAD") else body))

    return lie


def cut(_request: str, answer: bytes) -> Sent:
    """Send the first bytes of a file, and close."""
    return Sent(answer[: answer.index(b"\r\n\r\n") + 4 + CUT_AT])


@dataclass(frozen=True)
class Case:
    """One lie, and what is said of it."""

    lie: Lie
    blame: str
    words: str


CASES = {
    "it says more than it has": Case(
        of_file(lambda _, answer: Sent(answer.replace(b"Length: 10240", b"Length: 10241")), "HEAD"),
        "provider",
        "was said to have 10241 bytes, and 10240 came",
    ),
    "it says less than it has": Case(
        of_file(lambda _, answer: Sent(answer.replace(b"Length: 10240", b"Length: 10000")), "HEAD"),
        "provider",
        "was said to have 10000 bytes, and more came",
    ),
    "the connection is cut": Case(of_file(cut, "GET"), "way", "no whole answer came"),
    "it falls silent": Case(
        of_file(lambda request, answer: Sent(cut(request, answer).data, hangs=True), "GET"),
        "way",
        "no whole answer came",
    ),
    "it leads to a login": Case(
        of_file(instead(b"302 Found", b"Location: https://login.example.org/x"), "GET", "HEAD"),
        "access",
        "as to a login form",
    ),
    "it wants a password": Case(
        of_file(instead(b"401 Unauthorized"), "GET", "HEAD"), "access", "look at user and password"
    ),
    "it sends a page": Case(
        of_file(instead(b"200 OK", b"Content-Type: text/html", body=PAGE), "GET", "HEAD"),
        "provider",
        "web page",
    ),
    "it sends a page after many blanks": Case(
        of_file(instead(b"200 OK", body=b" " * 10_000 + PAGE), "GET", "HEAD"), "provider", "web page"
    ),
    "it sends the error of a store": Case(
        of_file(instead(b"200 OK", body=b"<Error><Code>SlowDown</Code></Error>"), "GET", "HEAD"),
        "provider",
        "error message of a store",
    ),
    "it sends a part, unasked": Case(
        of_file(instead(b"206 Partial", b"Content-Range: bytes 0-4/10240", body=b"first"), "GET", "HEAD"),
        "provider",
        "another part than it was asked for",
    ),
    "it sends a part as the whole": Case(
        of_file(instead(b"200 OK", b"Content-Range: bytes 0-4/10240", body=b"first"), "GET", "HEAD"),
        "provider",
        "another part than it was asked for",
    ),
    "it is overloaded": Case(of_file(instead(b"503 Busy"), "GET"), "way", "503"),
    "it compresses all the same": Case(
        of_file(lambda _, answer: Sent(with_header(answer, b"Content-Encoding: gzip")), "GET"),
        "provider",
        "compressed although",
    ),
    "it sends another part": Case(
        of_file(lambda _, answer: Sent(with_header(answer, b"Content-Range: bytes 5-10239/10240")), "GET"),
        "provider",
        "another part than it was asked for",
    ),
    "the file is not there": Case(of_file(instead(b"404 Not Found"), "GET"), "provider", "404"),
    "it does not tell the size": Case(
        of_file(lambda _, answer: Sent(answer.replace(b"Content-Length", b"X-Length")), "HEAD"),
        "provider",
        "does not tell the size",
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_lie_is_told_apart_and_the_truth_is_taken(
    name: str, lied_to: Played, proxy: LyingProxy, tmp_path: Path
):
    """Nothing is published by a lie; its reason is said; and once the provider is honest the file comes."""
    case = CASES[name]
    async with acquirer_of(tmp_path, lied_to, FEED, provider="timeout_seconds = 0.5") as acquirer:
        proxy.lie = case.lie
        assert await acquirer.turn() == ""
        one = acquirer.one("x.dat")
        assert (one.status, one.blame) == (Status.QUEUED, case.blame)
        assert case.words in one.detail
        assert one.conversation
        assert acquirer.files() == {}
        proxy.lie = honest
        acquirer.again()
        await acquirer.turn()
        assert (acquirer.root / "x.dat").read_bytes() == DATA


async def test_what_was_cut_is_gone_on_with_unless_it_changed(
    lied_to: Played, proxy: LyingProxy, tmp_path: Path
):
    """Also by the next process: the rest is asked for, with the validator; another file begins anew."""
    async with acquirer_of(tmp_path, lied_to, FEED) as acquirer:
        proxy.lie = of_file(cut, "GET")
        await acquirer.turn()
        assert acquirer.files() == {}
    async with acquirer_of(tmp_path, lied_to, FEED) as acquirer:
        lied_to.has({"x.dat": DATA + b"more"})
        acquirer.again()
        await acquirer.turn()
        assert acquirer.files() == {}
        proxy.lie = honest
        proxy.requests.clear()
        acquirer.again()
        await acquirer.turn()
        assert (acquirer.root / "x.dat").read_bytes() == DATA + b"more"
        (rest,) = [one for one in proxy.requests if "range:" in one.lower()]
        assert f"bytes={CUT_AT}-" in rest
        assert "if-range:" in rest.lower()


@pytest.mark.parametrize("what", ["grows", "shrinks", "is replaced"])
async def test_a_file_that_changes_while_it_is_fetched_is_not_taken(
    what: str, lied_to: Played, proxy: LyingProxy, tmp_path: Path
):
    """Its provider tells another thing of it afterwards."""
    others = {"grows": DATA + b"x", "shrinks": DATA[:-1], "is replaced": DATA[::-1] + b"!"}

    def change(_request: str, answer: bytes) -> Sent:
        lied_to.has({"x.dat": others[what]})
        return Sent(answer)

    async with acquirer_of(tmp_path, lied_to, FEED) as acquirer:
        proxy.lie = of_file(change, "GET")
        await acquirer.turn()
        one = acquirer.one("x.dat")
        assert one.blame == "provider"
        assert "changed while it was fetched" in one.detail
        assert acquirer.files() == {}
        proxy.lie = honest
        acquirer.again()
        await acquirer.turn()
        assert (acquirer.root / "x.dat").read_bytes() == others[what]


def half_of_it(_request: str, answer: bytes) -> Sent:
    """Cut a listing."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return Sent(head + b"\r\n\r\n" + body[: len(body) // 2])


@pytest.mark.parametrize(
    "case",
    [
        Case(half_of_it, "way", "no whole answer came"),
        Case(instead(b"503 Busy"), "way", "503"),
        Case(instead(b"200 OK", b"Content-Type: text/plain", body=b"x"), "provider", "is no listing"),
        Case(
            instead(b"200 OK", b"Content-Type: text/html", body=b"<form><input type=password></form>"),
            "provider",
            "form for logging in",
        ),
        Case(
            instead(b"200 OK", b"Content-Type: application/json", body=b"{}"), "provider", "no list of names"
        ),
    ],
)
async def test_a_listing_that_lies_changes_nothing(
    case: Case, lied_to: Played, proxy: LyingProxy, tmp_path: Path
):
    """What was known stays, what was published stays, and the look says why it saw nothing."""
    async with acquirer_of(tmp_path, lied_to, FEED) as acquirer:
        await acquirer.turn()
        before = acquirer.one("x.dat")
        proxy.lie = case.lie
        assert case.words in await acquirer.turn()
        look = acquirer.context.store.last_look("data")
        assert look is not None
        assert (look.blame, look.well_at > 0) == (case.blame, True)
        assert acquirer.one("x.dat") == before
        assert (acquirer.root / "x.dat").read_bytes() == DATA


async def test_a_granule_has_failed_after_its_tries_until_its_files_change(
    lied_to: Played, proxy: LyingProxy, tmp_path: Path
):
    """A provider that is away costs no try; one that is wrong does. New bytes are a new beginning."""
    async with acquirer_of(tmp_path, lied_to, FEED, tries=2) as acquirer:
        for lie, tries, status in (
            (instead(b"503 Busy"), 0, Status.QUEUED),
            (instead(b"404 Not Found"), 1, Status.QUEUED),
            (instead(b"404 Not Found"), 2, Status.FAILED),
        ):
            proxy.lie = of_file(lie, "GET")
            acquirer.again()
            await acquirer.turn()
            one = acquirer.one("x.dat")
            assert (one.tries, one.status) == (tries, status)
        proxy.lie = honest
        await acquirer.turn()
        assert acquirer.files() == {}
        lied_to.has({"x.dat": DATA * 2})
        await acquirer.turn()
        assert (acquirer.root / "x.dat").read_bytes() == DATA * 2


@pytest.mark.parametrize(
    ("body", "is_page"),
    [(b"<marquee>Please log in</marquee>", True), (b"TIME,VALUE\n1,2\n", False), (b'{"value": 1}', False)],
)
async def test_what_a_server_calls_a_page_is_one_where_it_begins_as_one(
    lied_to: Played, proxy: LyingProxy, tmp_path: Path, body: bytes, is_page: bool
):
    """Scripts call data so that they say nothing of: that is taken as it is."""
    proxy.lie = of_file(
        instead(b"200 OK", b"Content-Type: text/html; charset=utf-8", body=body), "GET", "HEAD"
    )
    async with acquirer_of(tmp_path, lied_to, FEED) as acquirer:
        await acquirer.turn()
        assert (acquirer.one("x.dat").status is Status.PUBLISHED) is not is_page
    async with acquirer_of(tmp_path, lied_to, f"{FEED}pages = true\n") as acquirer:
        acquirer.again()
        await acquirer.turn()
        assert acquirer.one("x.dat").status is Status.PUBLISHED
