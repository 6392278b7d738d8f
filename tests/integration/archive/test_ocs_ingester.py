"""The ingester of OCS, as it is on PyPI, posts frames into the archive."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import md5
from pathlib import Path

import pytest
from astropy.io import fits

from shared.model.scope import Scope
from shared.web.server import serve_app
from tests.integration.archive.desk import Desk, open_desk

HEADERS = {
    "PROPID": "LCO2026-1",
    "DATE-OBS": "2026-03-04T05:06:07.123",
    "DAY-OBS": "20260303",
    "INSTRUME": "fa01",
    "SITEID": "tst",
    "TELID": "1m0a",
    "OBSTYPE": "EXPOSE",
    "BLKUID": 4711,
    "REQNUM": 12,
    "RLEVEL": 0,
    "EXPTIME": 30.0,
    "FILTER": "rp",
    "OBJECT": "M 31",
    "L1IDBIAS": "bias-tst.fits.fz",
    "CTYPE1": "RA---TAN",
    "CTYPE2": "DEC--TAN",
    "CRVAL1": 359.99,
    "CRVAL2": 1.0,
    "CRPIX1": 50.0,
    "CRPIX2": 50.0,
    "CD1_1": -0.001,
    "CD1_2": 0.0,
    "CD2_1": 0.0,
    "CD2_2": 0.001,
}


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[str]:
    """Serve an archive over HTTP for the block; yield its address."""
    stop, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve_app(
            desk.application,
            host="127.0.0.1",
            port=0,
            stop=stop,
            announce=lambda host, port: address.set_result(f"http://{host}:{port}/"),
        )
    )
    yield await address
    stop.set()
    await serving


async def ingest(
    path: Path, *, root: str, token: str, store: Path, more: tuple[str, ...] = ()
) -> tuple[int, str]:
    """Run `ocs_ingest_frame`; return its exit code and its words."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "ocs_ingest_frame"),
        str(path),
        *("--api-root", root, "--auth-token", token, *more),
        env={**os.environ, "FILESTORE_TYPE": "local", "FILESYSTEM_STORAGE_ROOT_DIR": str(store)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


def made(folder: Path, name: str) -> Path:
    """Write a frame."""
    path = folder / name
    fits.PrimaryHDU([[0] * 100] * 100, header=fits.Header(HEADERS)).writeto(path)
    return path


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with an empty collection."""
    async with open_desk(tmp_path, database) as opened:
        yield opened


async def test_a_frame_is_posted_once_and_its_file_becomes_its_version(desk: Desk, tmp_path: Path) -> None:
    """The second post finds that it is there; a token that reads alone posts nothing."""
    store = tmp_path / "store"
    path = made(tmp_path, "tst1m-e00.fits")
    writing, reading = await desk.token(Scope.WRITE), await desk.token(Scope.READ)
    async with served(desk) as root:
        assert (await ingest(path, root=root, token=reading, store=store))[0] == 1
        code, words = await ingest(path, root=root, token=writing, store=store)
        assert (code, words.startswith(root)) == (0, True), words
        assert await ingest(path, root=root, token=writing, store=store) == (
            0,
            "Version with this md5 already exists",
        )
        assert await ingest(path, root=root, token=writing, store=store, more=("--check-only",)) == (
            0,
            "True",
        )

    stored = next(store.rglob("*.fits"))
    assert stored.relative_to(store).as_posix() == "tst/fa01/20260303/raw/tst1m-e00.fits"
    frame = (await desk.get("/frames/")).json()["results"][0]
    assert (frame["proposal_id"], frame["observation_id"], frame["DAY_OBS"]) == (
        "LCO2026-1",
        4711,
        "2026-03-03",
    )
    assert frame["public_date"] == "2027-03-04T05:06:07.123000Z"
    assert frame["version_set"][0]["md5"] == md5(path.read_bytes()).hexdigest()
    assert await desk.names(covers="POINT(359.99 1)") == ["tst1m-e00"]
    headers = (await desk.get(f"/frames/{frame['id']}/headers/")).json()["data"]
    assert headers["L1IDBIAS"] == "bias-tst"
