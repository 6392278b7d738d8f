"""The console as a gateway hands it out, and what stands in its place where it was not built."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.gateway.console.files import FILES_MAX, ConsoleFilesError, read_console
from tests.unit.services.gateway.desk import Desk, open_desk

PAGE = b"<!doctype html><script src=console/app-1.js></script>"
SCRIPT = b"export const one = 1;\n" * 100
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A console as the build leaves it, beside what is none of its files."""
    folder = tmp_path / "built"
    (folder / "console").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "console" / "app-1.js").write_bytes(SCRIPT)
    (folder / "console" / "app-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "console" / "notes.txt").write_bytes(b"not handed out")
    (tmp_path / "secret.js").write_bytes(b"outside")
    return folder


@pytest.fixture
async def shown(tmp_path: Path, built: Path) -> AsyncIterator[Desk]:
    """A gateway with that console."""
    async with open_desk(tmp_path, console=built) as desk:
        yield desk


async def test_browsers_get_the_console_and_tools_the_index(shown: Desk) -> None:
    """By what they accept: a page that mirrors cannot read would lose it its links."""
    page = await shown.client.get("/", headers=BROWSER)
    assert page.content == PAGE
    assert page.headers["cache-control"] == "no-cache"
    for accepted in ("*/*", "application/json"):
        told = await shown.client.get("/", headers={"Accept": accepted})
        assert "/data/kernels/" in told.text, accepted
        assert told.headers["vary"] == "Accept"


async def test_the_page_may_load_and_ask_its_own_origin_alone(shown: Desk) -> None:
    """The policy names no other place, no inline script, and lets no text become markup."""
    policy = (await shown.client.get("/", headers=BROWSER)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_files_are_kept_for_ever_and_told_compressed(shown: Desk) -> None:
    """Their names have their hashes; each coding has a tag of its own, which is answered by 304."""
    tags = set()
    for coding, said in ((None, "identity"), ("gzip", "gzip, deflate"), (None, "gzip;q=0")):
        answer = await shown.client.get("/console/app-1.js", headers={"Accept-Encoding": said})
        assert (answer.content, answer.headers.get("content-encoding")) == (SCRIPT, coding)
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith("text/javascript")
        again = {"Accept-Encoding": said, "If-None-Match": answer.headers["etag"]}
        assert (await shown.client.get("/console/app-1.js", headers=again)).status_code == 304
        tags.add(answer.headers["etag"])
    assert len(tags) == 2


@pytest.mark.parametrize(
    "name", ["notes.txt", "app-2.js", "app-1.js.gz", "..%2F..%2Fsecret.js", "..%2Findex.html"]
)
async def test_only_files_of_the_console_are_told(shown: Desk, name: str) -> None:
    """Names are looked up among those that were read at the start: no name leads anywhere else."""
    assert (await shown.client.get(f"/console/{name}")).status_code == 404


async def test_a_checkout_without_a_build_says_how_to_get_one(desk: Desk) -> None:
    """The page of before stands there, with the command."""
    page = await desk.client.get("/", headers=BROWSER)
    assert page.status_code == 200
    assert "make console" in page.text
    assert "/data/kernels/" in page.text
    assert (await desk.client.get("/console/app-1.js")).status_code == 404


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    """All of it is kept in memory, so there is a bound."""
    for number in range(FILES_MAX + 1):
        (tmp_path / f"{number}.js").touch()
    with pytest.raises(ConsoleFilesError, match="make console"):
        read_console(tmp_path)
