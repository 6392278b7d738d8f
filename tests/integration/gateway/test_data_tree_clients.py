"""Unmodified tools from Debian read and write the tree below `/data/`, with sizes and times right.

What each of them needs was measured; see `services/gateway/tree/`. They run as a person would run them, with
no configuration of their own.
"""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.gateway.api.application import API
from tests.unit.services.gateway.desk import COLLECTION, MTIME_NS, Desk, open_desk
from tests.unit.services.gateway.played_manager import publishing
from tests.unit.shared.web.serving import serving

PATIENCE = 120.0
"""Seconds for what takes one: the machine may be busy."""

FILES = {
    "readme": b"kernels\n",
    "index.html": b"a data file of this name\n",
    "spk/de 440#?.bsp": bytes(range(256)) * 700,
    "spk/2026-01-01T10:00:00/day.bc": b"colon\n",
    "spk/100%/\N{LATIN SMALL LETTER U WITH DIAERESIS}.tf": b"percent\n",
    "spk/empty.txt": b"",
    "mk/em16.tm": b"KPL/MK\n",
}


@dataclass(frozen=True)
class Served:
    """A gateway with FILES, listening on a free port."""

    desk: Desk
    url: str
    """Of the root of the tree."""
    work: Path
    """An empty directory."""
    patience: float = PATIENCE
    """Seconds for one tool."""

    async def run(self, *argv: str) -> int:
        """Run a tool in the empty directory; return its exit code."""
        environment = {**os.environ, "HOME": str(self.work), "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        process = await asyncio.create_subprocess_exec(
            *argv,
            cwd=self.work,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(self.patience):
            return await process.wait()

    def rclone(self, *argv: str) -> tuple[str, ...]:
        """Return an rclone command that reads no configuration."""
        return ("rclone", "--config", "/dev/null", "--retries", "1", *argv)

    def http(self, path: str = "") -> str:
        """Return rclone's name of the tree, by its `http` backend."""
        return f":http,url='{self.url}{path}':"

    def webdav(self, vendor: str) -> str:
        """Return rclone's name of the tree, by its `webdav` backend."""
        return f":webdav,url='{self.url}',vendor={vendor}:"


@asynccontextmanager
async def serve_files(directory: Path, **settings: object) -> AsyncIterator[Served]:
    """Yield a gateway that serves FILES, and whose site publishes what is written."""
    work = directory / "work"
    work.mkdir()
    async with open_desk(directory, **settings) as desk:
        await desk.commit(FILES)
        async with publishing(desk), serving(desk.application, API.limits) as server:
            yield Served(desk, await server.url(f"/data/{COLLECTION}/"), work)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A gateway that serves FILES."""
    async with serve_files(tmp_path) as opened:
        yield opened


def needs(command: str) -> pytest.MarkDecorator:
    """Skip a test, saying so, where a tool is missing; `make test` installs them."""
    return pytest.mark.skipif(shutil.which(command) is None, reason=f"{command} is not installed")


def files_below(root: Path) -> dict[str, bytes]:
    """Return every file."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def assert_times(root: Path, *paths: str) -> None:
    """Make sure that files have their times, to the second."""
    assert {path: int((root / path).stat().st_mtime) for path in paths} == dict.fromkeys(
        paths, MTIME_NS // 1_000_000_000
    )


@needs("wget")
async def test_wget_mirrors_the_tree(served: Served) -> None:
    """It stores each listing as index.html, but for a data file of that name."""
    code = await served.run("wget", "-q", "-r", "-np", "-nH", "--cut-dirs=2", "-P", "m", served.url)
    found = files_below(served.work / "m")

    assert code == 0
    assert {path: found.get(path) for path in FILES} == FILES
    assert set(found) - set(FILES) == {
        f"{folder}/index.html" for folder in ("spk", "mk", "spk/100%", "spk/2026-01-01T10:00:00")
    }
    assert_times(served.work / "m", *FILES)


@needs("lftp")
async def test_lftp_mirrors_the_tree(served: Served) -> None:
    """Nothing more and nothing less."""
    assert await served.run("lftp", "-c", f"set xfer:clobber on; mirror {served.url} m") == 0
    assert files_below(served.work / "m") == FILES
    assert_times(served.work / "m", *FILES)


@needs("rclone")
@pytest.mark.parametrize("remote", ["http", "webdav", "nextcloud"])
async def test_rclone_copies_the_tree_and_finds_no_difference(served: Served, remote: str) -> None:
    """By each backend that reads plain trees; `check` compares what it can."""
    source = served.http() if remote == "http" else served.webdav(remote.replace("webdav", "other"))

    assert await served.run(*served.rclone("sync", source, "m")) == 0
    assert files_below(served.work / "m") == FILES
    assert await served.run(*served.rclone("check", source, "m")) == 0
    if remote != "webdav":  # By vendor `other` rclone asks for no times.
        assert_times(served.work / "m", *FILES)


@needs("rclone")
async def test_rclone_deletes_nothing_where_it_would_misread_an_index(served: Served) -> None:
    """A first directory with a colon is one that its `http` backend cannot read: it says so, and stops."""
    await served.desk.commit({"2026-01-01T10:00:00/day.bc": b"x"})
    kept = served.work / "m" / "2026-01-01T10:00:00" / "day.bc"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"x")

    assert await served.run(*served.rclone("sync", served.http(), "m")) != 0
    assert kept.read_bytes() == b"x"


@needs("cadaver")
async def test_cadaver_lists_and_gets(served: Served) -> None:
    """A WebDAV client of 2008."""
    script = served.work / ".cadaverrc"
    script.write_text(f"open {served.url}\nls\ncd mk\nget em16.tm\nquit\n")

    await served.run("cadaver")
    assert (served.work / "em16.tm").read_bytes() == FILES["mk/em16.tm"]


@needs("aria2c")
async def test_aria2_fetches_over_eight_connections(served: Served) -> None:
    """And checks the older `Digest` header by itself."""
    address = served.url + "spk/de%20440%23%3F.bsp"
    code = await served.run("aria2c", "-q", "-x8", "-s8", "-k1M", "--min-split-size=1M", "-o", "got", address)

    assert code == 0
    assert (served.work / "got").read_bytes() == FILES["spk/de 440#?.bsp"]


@needs("curl")
async def test_curl_goes_on_where_it_was_cut(served: Served) -> None:
    """`-C -` asks for the rest alone."""
    whole = FILES["spk/de 440#?.bsp"]
    (served.work / "got").write_bytes(whole[:1000])

    assert await served.run("curl", "-sf", "-C", "-", "-o", "got", served.url + "spk/de%20440%23%3F.bsp") == 0
    assert (served.work / "got").read_bytes() == whole


@needs("wget")
async def test_sha256sum_checks_a_mirror_by_the_list_of_its_directory(served: Served) -> None:
    """`checksums.txt` is what every recipe ends with."""
    assert await served.run("wget", "-q", "-O", "checksums.txt", served.url + "mk/checksums.txt") == 0
    (served.work / "em16.tm").write_bytes(FILES["mk/em16.tm"])
    assert await served.run("sha256sum", "--strict", "--check", "checksums.txt") == 0

    (served.work / "em16.tm").write_bytes(hashlib.sha256().digest())
    assert await served.run("sha256sum", "--check", "checksums.txt") == 1


def site_files(served: Served) -> dict[str, bytes]:
    """Return the files of the site's directory."""
    return {
        path: data
        for path, data in files_below(served.desk.root).items()
        if not path.startswith(".spicerack")
    }


@needs("rclone")
@pytest.mark.parametrize("vendor", ["other", "nextcloud", "owncloud"])
async def test_rclone_syncs_a_directory_there_and_finds_no_difference(served: Served, vendor: str) -> None:
    """New, changed, moved and removed files; `check` is clean after it."""
    local = served.work / "local"
    for path, data in {**FILES, "new/deep/er.bc": b"x" * 70_000, "readme": b"changed, and longer\n"}.items():
        (local / path).parent.mkdir(parents=True, exist_ok=True)
        (local / path).write_bytes(data)
    (local / "mk/em16.tm").rename(local / "mk/em16_v002.tm")

    assert await served.run(*served.rclone("sync", "local", served.webdav(vendor))) == 0
    assert site_files(served) == files_below(local)
    assert await served.run(*served.rclone("check", "local", served.webdav(vendor))) == 0


@needs("rclone")
async def test_a_refused_write_costs_rclone_no_older_version(tmp_path: Path) -> None:
    """It sends DELETE for what it could not replace: what stood there stays."""
    async with serve_files(tmp_path, upload_bytes=30) as served:
        (served.work / "local").mkdir()
        (served.work / "local" / "readme").write_bytes(b"larger than this gateway takes in one file")

        assert await served.run(*served.rclone("copy", "local", served.webdav("other"))) != 0
        assert site_files(served)["readme"] == FILES["readme"]


@needs("curl")
async def test_curl_uploads_a_file(served: Served) -> None:
    """With nothing but -T."""
    (served.work / "up").write_bytes(b"u" * 300_000)

    assert await served.run("curl", "-sf", "-T", "up", served.url + "mk/up") == 0
    assert site_files(served)["mk/up"] == b"u" * 300_000


@needs("cadaver")
async def test_cadaver_writes(served: Served) -> None:
    """put, mkcol, copy, move and delete."""
    (served.work / "local.tm").write_bytes(b"mine")
    (served.work / ".cadaverrc").write_text(
        f"open {served.url}\nmkcol made\nput local.tm made/a.tm\ncopy made/a.tm made/b.tm\n"
        "move made/a.tm made/c.tm\ndelete readme\nquit\n"
    )

    await served.run("cadaver")
    found = site_files(served)
    assert {path: data for path, data in found.items() if path.startswith("made/")} == {
        "made/b.tm": b"mine",
        "made/c.tm": b"mine",
    }
    assert "readme" not in found
