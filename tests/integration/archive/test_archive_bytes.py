"""The bytes of frames, and what is made of them: unpacked, catalogues, pictures, zips."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import md5
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PIL import Image

from services.archive.derive.job import Order, PictureJob
from services.archive.derive.process import WorkerDiedError, WorkerProcess
from services.archive.fold.names import frame_number
from shared.contracts.messages.access import AccessRules
from shared.web.problem import ForbiddenError
from tests.integration.archive.desk import COLLECTION, Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of

PIXELS = np.random.default_rng(1).integers(0, 60_000, (300, 400)).astype("u2")
"""With a zero point (BZERO), so that a careless copy is another image."""

PLAIN, PACKED, BROKEN = "plain-e00", "packed-e91", "broken-e00"


def plain() -> bytes:
    """Return a FITS file."""
    out = io.BytesIO()
    fits.PrimaryHDU(PIXELS).writeto(out)
    return out.getvalue()


def packed() -> bytes:
    """Return a tile-compressed file with a catalogue, as LCO's pipeline leaves it."""
    out = io.BytesIO()
    table = fits.BinTableHDU.from_columns([fits.Column("x", "E", array=[1.0, 2.0])], name="CAT")
    image = fits.CompImageHDU(PIXELS, header=fits.Header({"OBJECT": "M 31"}), name="SCI")
    fits.HDUList([fits.PrimaryHDU(), image, table]).writeto(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Files of three frames."""
    return {f"{PLAIN}.fits": plain(), f"{PACKED}.fits.fz": packed(), f"{BROKEN}.fits.fz": packed()[:9000]}


@pytest.fixture
async def desk(tmp_path: Path, database: str, files: dict[str, bytes]) -> AsyncIterator[Desk]:
    """An archive with three frames, all of them proprietary but the plain one."""
    async with open_desk(tmp_path, database) as opened:
        for name, data in files.items():
            public = BEGAN if name.startswith(PLAIN) else BEGAN + timedelta(days=100_000)
            facts = facts_of(name, public_date=public, reduction_level=91, configuration_type="EXPOSE")
            await opened.hold(f"raw/{name}", data, facts)
        await opened.settle()
        yield opened


def opened_fits(data: bytes) -> fits.HDUList:
    """Return FITS bytes, open."""
    return fits.open(io.BytesIO(data))


async def zipped(desk: Desk, token: str | None = "", **asked: object) -> zipfile.ZipFile:
    """Ask for a zip of all frames, and open it."""
    numbers = [frame_number(name) for name in (PLAIN, PACKED, BROKEN)]
    said = desk.admin if token == "" else token
    answer = await desk.client.post(
        "/frames/zip/",
        json={"frame_ids": [*numbers, 5], **asked},
        headers={} if said is None else {"Authorization": f"Token {said}"},
    )
    assert answer.status_code == 200, answer.text
    assert int(answer.headers.get("content-length", len(answer.content))) == len(answer.content)
    return zipfile.ZipFile(io.BytesIO(answer.content))


def manifest_of(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    """Return the rows of a zip's manifest by their files."""
    text = archive.read(archive.namelist()[-1]).decode()
    return {row["file"]: row for row in csv.DictReader(io.StringIO(text))}


async def test_a_packed_frame_is_told_unpacked(desk: Desk) -> None:
    """With the values that it had; a file that cannot be read is an answer with the reason."""
    answer = await desk.get(f"/frame-funpack/{frame_number(PACKED)}/funpack/")
    assert (answer.status_code, "packed-e91.fits" in answer.headers["content-disposition"]) == (200, True)
    with opened_fits(answer.content) as hdus:
        assert [one.name for one in hdus] == ["PRIMARY", "SCI", "CAT"]
        assert not isinstance(hdus["SCI"], fits.CompImageHDU)
        assert (hdus["SCI"].data == PIXELS).all()
    broken = await desk.get(f"/frame-funpack/{frame_number(BROKEN)}/funpack/")
    assert (broken.status_code, "broken-e00" in broken.json()["detail"]) == (422, True)
    assert list((desk.context.config.state / "work").iterdir()) == []


async def test_a_catalogue_is_told_alone(desk: Desk) -> None:
    """Under the header of the image; a frame without one is an answer with the reason."""
    answer = await desk.get(f"/frame-catalog/{frame_number(PACKED)}/catalog/")
    with opened_fits(answer.content) as hdus:
        assert (list(hdus["CAT"].data["x"]), hdus[0].header["OBJECT"]) == ([1.0, 2.0], "M 31")
    none = await desk.get(f"/frame-catalog/{frame_number(PLAIN)}/catalog/")
    assert (none.status_code, "no catalogue" in none.json()["detail"]) == (422, True)


async def test_thumbnails_are_listed_and_made_once(desk: Desk) -> None:
    """In three sizes; the second look reads what was kept."""
    rows = (await desk.get("/thumbnails/", frame_basename=PLAIN)).json()
    assert [row["size"] for row in rows["results"]] == ["small", "medium", "large"]
    one = rows["results"][0]
    assert (await desk.get(f"/thumbnails/{one['id']}/")).json() == one
    for _ in range(2):
        answer = await desk.get(one["url"].removeprefix("http://localhost"))
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (200, 150))
    assert desk.parts.workshop.made == 1
    assert (await desk.get("/thumbnails/", size="tiny")).status_code == 400
    page = (await desk.get("/thumbnails/", limit=2, offset=1)).json()
    assert (page["count"], [row["size"] for row in page["results"]]) == (9, ["medium", "large"])
    listed = (await desk.get("/frames/", basename_exact=PLAIN, include_thumbnails="true")).json()
    assert listed["results"][0]["thumbnails"] == rows["results"]


async def test_a_worker_that_dies_costs_one_answer(tmp_path: Path) -> None:
    """Ended over an order that takes too long, it is another process for the next one."""
    worker = WorkerProcess(memory_bytes=2 * 1024**3, orders_max=1)
    frame = tmp_path / "one.fits"
    frame.write_bytes(plain())
    order = Order(path=str(frame), job=PictureJob(pixels=32), seconds=30.0)
    with pytest.raises(WorkerDiedError, match="took longer"):
        await worker.carry_out(order, tmp_path / "out", seconds=0.0)
    assert (await worker.carry_out(order, tmp_path / "out", seconds=60)).answer == "made"
    await worker.stop()


async def test_a_zip_has_what_the_caller_sees_and_says_what_it_has(
    desk: Desk, files: dict[str, bytes]
) -> None:
    """Stored under its folder, of a length that was known, with digests of each file."""
    archive = await zipped(desk)
    folder = archive.namelist()[0].partition("/")[0]
    assert folder.startswith("ocs_archive_data-")
    rows = manifest_of(archive)
    for name, data in files.items():
        assert archive.read(f"{folder}/{name}") == data
        assert (rows[name]["status"], rows[name]["md5"]) == ("stored", md5(data).hexdigest())
    some = await zipped(desk, await desk.token())
    assert list(manifest_of(some)) == [f"{PLAIN}.fits"]


async def test_a_zip_unpacks_on_the_way(desk: Desk) -> None:
    """A file that cannot be is left out and named; too many are refused; catalogues are told alone."""
    archive = await zipped(desk, uncompress=True)
    rows = manifest_of(archive)
    assert rows["packed-e91.fits"]["status"] == "unpack"
    assert (rows["broken-e00.fits"]["status"], bool(rows["broken-e00.fits"]["reason"])) == ("left out", True)
    inside = next(name for name in archive.namelist() if name.endswith("packed-e91.fits"))
    with opened_fits(archive.read(inside)) as hdus:
        assert (hdus["SCI"].data == PIXELS).all()
    assert rows["packed-e91.fits"]["md5"] == md5(archive.read(inside)).hexdigest()
    catalogues = manifest_of(await zipped(desk, catalog_only=True))
    assert [name for name, row in catalogues.items() if row["status"] == "catalogue"] == [
        "packed-e91-catalog.fits"
    ]


async def test_what_is_not_seen_is_in_no_bytes(desk: Desk) -> None:
    """By any route, and a token in the body of a zip counts as one in its head."""
    await desk.door.rules.replace(AccessRules(anonymous_all=True), revision=0)
    assert await desk.door.book.hear(lambda: desk.door.book.rules(COLLECTION).anonymous_all)
    number, other = frame_number(PACKED), frame_number("nothing")
    paths = (
        *("/frame-funpack/{}/funpack/", "/frame-catalog/{}/catalog/", "/thumbnails/?frame_basename={}"),
        "/frames/{}/thumbnails/small/",
    )
    for path in paths:
        hidden, absent = await desk.get(path.format(number), None), await desk.get(path.format(other), None)
        assert hidden.status_code == absent.status_code, path
        assert hidden.text.replace(str(number), "") == absent.text.replace(str(other), ""), path
    posted = {"frame_ids": [number]}
    assert (await desk.client.post("/frames/zip/", json=posted)).status_code == 404
    known = await desk.client.post("/frames/zip/", json={**posted, "auth_token": desk.admin})
    assert known.status_code == 200
    assert (await desk.client.post("/frames/zip/", json={**posted, "auth_token": "x"})).status_code == 404
    assert (await desk.client.post("/frames/zip/", json={"frame_ids": []})).status_code == 404

    for name in ("frame_ids", "frame_ids[]", "frame_ids[0]"):
        form = {name: str(number), "uncompress": "false", "auth_token": desk.admin}
        of_form = await desk.client.post("/frames/zip/", data=form)
        assert of_form.status_code == 200, name
        # Digests and names: the zip has the time at which it was made.
        rows = [manifest_of(zipfile.ZipFile(io.BytesIO(one.content))) for one in (of_form, known)]
        assert (bool(rows[0]), rows[0] == rows[1]) == (True, True), name
    for body in (b"{", b'{"frame_ids": [0]}', b'{"frames": [1]}', b"[" * 100_000):
        refused = await desk.client.post(
            "/frames/zip/", content=body, headers={"Content-Type": "application/json"}
        )
        assert refused.status_code == 422, body[:20]


async def test_a_frame_is_deleted_with_the_callers_own_credentials(desk: Desk) -> None:
    """Its files go, and lists pass it over; what a gateway refuses is answered as it says."""
    token = await desk.token(groups=("P1",))
    headers = {"Authorization": f"Token {token}"}
    where = f"/frames/{frame_number(PACKED)}/"

    outsider = await desk.token()
    absent = await desk.client.delete(where, headers={"Authorization": f"Token {outsider}"})
    assert (absent.status_code, desk.remover.credentials) == (404, None)
    desk.remover.refused = ForbiddenError("no")
    assert (await desk.client.delete(where, headers=headers)).status_code == 403
    desk.remover.refused = None
    assert PACKED in await desk.names(token)
    deleted = await desk.client.delete(where, headers=headers)
    assert (deleted.status_code, deleted.content, desk.remover.credentials) == (204, b"", f"Token {token}")
    assert PACKED not in await desk.names(token)
    assert (await desk.get(where, token)).json()["version_set"] != []
    assert (await desk.client.delete(where, headers=headers)).status_code == 409
