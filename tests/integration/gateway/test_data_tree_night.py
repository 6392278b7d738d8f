"""Unmodified tools from Debian with many files and a large one: the night of `test_data_tree_clients`."""

import asyncio
import filecmp
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.gateway.api.application import API
from tests.integration.gateway.test_data_tree_clients import Served, needs
from tests.unit.services.gateway.desk import COLLECTION, open_desk
from tests.unit.services.gateway.played_manager import publishing
from tests.unit.shared.web.serving import serving

pytestmark = pytest.mark.slow

FILES = 2000
IN_FOLDER = 100
SMALL_BYTES = 5000
LARGE_BYTES = 2 * 1024**3 + 4097
"""More than a signed number of 32 bits."""

LARGE = "large.bsp"
README = {"readme": b"kernels\n"}
DISK_BYTES = 8 * 1024**2

PATIENCE = 3600.0
"""Seconds for what takes some minutes."""


@asynccontextmanager
async def serve(directory: Path, **settings: object) -> AsyncIterator[Served]:
    """Serve a collection of one file, whose site publishes what is written."""
    work = directory / "work"
    work.mkdir()
    async with open_desk(directory, **settings) as desk:
        await desk.commit(README)
        async with publishing(desk), serving(desk.application, API.limits, fast=True) as server:
            yield Served(desk, await server.url(f"/data/{COLLECTION}/"), work, patience=PATIENCE)


def write_many(local: Path, count: int = FILES) -> None:
    """Write many small files."""
    files = {
        f"spk/{number // IN_FOLDER:02}/{number:04}.bsp": number.to_bytes(4, "big") * (SMALL_BYTES // 4)
        for number in range(count)
    }
    for path, data in {**README, **files}.items():
        (local / path).parent.mkdir(parents=True, exist_ok=True)
        (local / path).write_bytes(data)


def write_large(path: Path) -> None:
    """Write a large file, most of which is a hole that takes no room."""
    with path.open("wb") as file:
        file.write(b"DAF/SPK ")
        file.truncate(LARGE_BYTES)
        file.seek(LARGE_BYTES - 5)
        file.write(b"last\n")


def same(one: Path, other: Path) -> bool:
    """Tell whether every file below `one` is below `other`, byte for byte."""
    paths = [path.relative_to(one) for path in one.rglob("*") if path.is_file()]
    return all(filecmp.cmp(one / path, other / path, shallow=False) for path in paths)


@needs("rclone")
@needs("wget")
@needs("lftp")
async def test_many_files_and_a_large_one_go_there_and_back(tmp_path: Path) -> None:
    """Up by rclone over WebDAV, down by everything that mirrors; nothing lacks, nothing differs."""
    async with serve(tmp_path) as served:
        local, back = served.work / "local", served.work / "back"
        write_many(local)
        write_large(local / LARGE)
        nextcloud = served.webdav("nextcloud")
        assert await served.run(*served.rclone("sync", "local", nextcloud)) == 0
        assert await served.run(*served.rclone("check", "local", nextcloud)) == 0
        for mirror in (
            served.rclone("sync", served.http(), "back"),
            served.rclone("sync", served.webdav("other"), "back"),
            ("wget", "-q", "-r", "-np", "-nH", "--cut-dirs=2", "-P", "back", served.url),
            ("lftp", "-c", f"set xfer:clobber on; mirror {served.url} back"),
        ):
            assert await served.run(*mirror) == 0, mirror
            assert same(local, back), mirror
            shutil.rmtree(back)


@needs("rclone")
@needs("curl")
@needs("aria2c")
async def test_a_large_file_is_fetched_from_where_it_was_cut_and_in_eight_parts(tmp_path: Path) -> None:
    """Positions beyond 2 GiB are positions like others."""
    async with serve(tmp_path) as served:
        local, got = served.work / "local", served.work / "got"
        local.mkdir()
        write_large(local / LARGE)
        assert await served.run(*served.rclone("copy", "local", served.webdav("nextcloud"))) == 0
        write_large(got)
        os.truncate(got, LARGE_BYTES - 1000)
        assert await served.run("curl", "-sf", "-C", "-", "-o", "got", served.url + LARGE) == 0
        assert filecmp.cmp(local / LARGE, got, shallow=False)
        got.unlink()
        assert await served.run("aria2c", "-q", "-x8", "-s8", "-o", "got", served.url + LARGE) == 0
        assert filecmp.cmp(local / LARGE, got, shallow=False)


@needs("rclone")
@needs("fusermount3")
@pytest.mark.skipif(not os.access("/dev/fuse", os.W_OK), reason="this host lets nobody mount by FUSE")
async def test_rclone_mounts_the_tree(tmp_path: Path) -> None:
    """Programs read kernels as files."""
    async with serve(tmp_path) as served:
        local, mounted = served.work / "local", served.work / "mounted"
        write_many(local, 2 * IN_FOLDER)
        mounted.mkdir()
        assert await served.run(*served.rclone("sync", "local", served.webdav("nextcloud"))) == 0
        daemon = served.rclone("mount", served.webdav("nextcloud"), "mounted", "--read-only", "--daemon")
        assert await served.run(*daemon) == 0
        try:
            assert await asyncio.to_thread(same, local, mounted)
        finally:
            assert await served.run("fusermount3", "-u", "mounted") == 0


@needs("rclone")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
async def test_a_disk_that_runs_full_loses_no_older_version(tmp_path: Path) -> None:
    """Rclone deletes what it could not replace: what stood there stays, and so does all that fitted."""
    (tmp_path / "root").mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(tmp_path / "root"))
    if await (await asyncio.create_subprocess_exec(*mount)).wait() != 0:
        pytest.skip("this host lets root mount no disk")
    try:
        async with serve(tmp_path, reserve_bytes=0) as served:
            local = served.work / "local"
            local.mkdir()
            older = {f"{number}.bsp": bytes([number]) * 1_000_000 for number in range(4)}
            await served.desk.commit(older)
            for path in older:
                (local / path).write_bytes(b"newer" * 500_000)

            assert await served.run(*served.rclone("copy", "local", served.webdav("other"))) != 0
            for path, data in older.items():
                assert (served.desk.root / path).read_bytes() in (data, b"newer" * 500_000), path
    finally:
        await (await asyncio.create_subprocess_exec("umount", str(tmp_path / "root"))).wait()
