"""The ingester of OCS, as it is on PyPI, posts frames into the archive."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import md5
from pathlib import Path

import boto3
import pytest
from astropy.io import fits
from PIL import Image

from services.archive.api.ocs.shape import THUMBNAIL_SIZES
from services.archive.fold.names import frame_number, thumbnail_number
from shared.model.scope import Scope
from shared.web.connections.server import serve_app
from testing.servers.moto_server import moto_server
from tests.integration.archive.desk import Desk, open_desk
from tests.integration.archive.world import facts_of

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


BUCKET = "frames"

POST_THUMBNAIL = """
import sys
from ocs_ingester.ingester import upload_file_and_ingest_to_archive as post
told = {"frame_basename": "tst1m-e00", "DATE-OBS": "2026-03-04T05:06:07", "DAY-OBS": "20260303"}
told |= {"INSTRUME": "fa01", "SITEID": "tst", "TELID": "1m0a", "EXPTIME": 1.0}
with open(sys.argv[1], "rb") as file:
    kept = post(file, file_metadata=told, api_root=sys.argv[2], auth_token=sys.argv[3],
                is_thumbnail=True, thumbnail_size="small")
print(kept["thumbnail_id"])
"""


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


def local_store(store: Path) -> dict[str, str]:
    """Return the settings of OCS' store in a directory."""
    return {"FILESTORE_TYPE": "local", "FILESYSTEM_STORAGE_ROOT_DIR": str(store)}


async def ingest(
    path: Path, *, root: str, token: str, store: Path | dict[str, str], more: tuple[str, ...] = ()
) -> tuple[int, str]:
    """Run `ocs_ingest_frame`; return its exit code and its words."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "ocs_ingest_frame"),
        str(path),
        *("--api-root", root, "--auth-token", token, *more),
        env={**os.environ, **(local_store(store) if isinstance(store, Path) else store)},
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


async def test_a_frame_in_a_bucket_keeps_the_key_that_the_store_gave(desk: Desk, tmp_path: Path) -> None:
    """With OCS' S3 store, unmodified: its file comes into the collection later, and is the version posted."""
    path = made(tmp_path, "tst1m-e00.fits")
    data, writing = path.read_bytes(), await desk.token(Scope.WRITE)
    with moto_server() as settings:
        client = boto3.client(
            "s3",
            region_name="us-west-2",
            endpoint_url=settings.endpoint,
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
        )
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        store = {
            "FILESTORE_TYPE": "s3",
            "BUCKET": BUCKET,
            "S3_ENDPOINT_URL": settings.endpoint,
            "S3_ADDRESSING_STYLE": "path",
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_ACCESS_KEY_ID": settings.access_key,
            "AWS_SECRET_ACCESS_KEY": settings.secret_key,
        }
        async with served(desk) as root:
            code, words = await ingest(path, root=root, token=writing, store=store)
            assert (code, words.startswith(root)) == (0, True), words
            assert (await ingest(path, root=root, token=writing, store=store))[0] == 0
        (stored,) = client.list_object_versions(Bucket=BUCKET)["Versions"]
        kept = client.get_object(Bucket=BUCKET, Key=stored["Key"])["Body"].read()
    assert (stored["Key"], kept == data) == ("tst/fa01/20260303/raw/tst1m-e00.fits", True)
    (version,) = (await desk.get("/frames/")).json()["results"][0]["version_set"]
    assert (version["key"], version["md5"]) == (stored["VersionId"][:32], md5(data).hexdigest())

    # What an acquirer of the bucket brings, described.
    await desk.hold(stored["Key"], data, facts_of("tst1m-e00"))
    await desk.settle()
    frame = (await desk.get("/frames/")).json()["results"][0]
    (same,) = frame["version_set"]
    assert (same["id"], same["key"]) == (version["id"], version["key"])
    assert frame["proposal_id"] == "LCO2026-1"  # An ingester's word counts more.


async def test_a_thumbnail_is_taken_also_before_its_frame(desk: Desk, tmp_path: Path) -> None:
    """By OCS' library, unmodified; the answer names the picture that this archive makes of the frame."""
    picture = tmp_path / "tst1m-e00-small.jpg"
    Image.new("RGB", (8, 8)).save(picture)
    writing, reading = await desk.token(Scope.WRITE), await desk.token(Scope.READ)
    async with served(desk) as root:
        for token, code in ((reading, 1), (writing, 0)):
            done = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", POST_THUMBNAIL, str(picture), root, token),
                env={**os.environ, **local_store(tmp_path / "store")},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, complained = await done.communicate()
            assert (done.returncode == 0) == (code == 0), complained.decode()
    assert int(out) == thumbnail_number(frame_number("tst1m-e00"), "small", THUMBNAIL_SIZES)
    headers = {"Authorization": f"Token {writing}"}
    for body, field in (
        ({"size": "small"}, "frame_basename"),
        ({"frame_basename": "a", "size": "huge"}, "size"),
    ):
        answer = await desk.client.post("/thumbnails/", json=body, headers=headers)
        assert (answer.status_code, list(answer.json())) == (400, [field])
