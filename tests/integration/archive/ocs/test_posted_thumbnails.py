"""Thumbnails that ingesters posted are told in the place of the archive's own."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import md5
from pathlib import Path

import pytest
from blake3 import blake3
from PIL import Image

from services.archive.fold.names import frame_number
from shared.model.scope import Scope
from tests.integration.archive.desk import BytesInMemory, Desk, open_desk
from tests.integration.archive.test_archive_bytes import plain
from tests.integration.archive.world import BEGAN, facts_of

FRAME, TABLE = "tst-e00", "tst-t00"
PLACE = "thumbnails/tst-e00-small.jpg"
PICTURE = f"/frames/{frame_number(FRAME)}/thumbnails/small/"


def drawn(shade: int) -> bytes:
    """Return a small JPEG."""
    out = io.BytesIO()
    Image.new("L", (8, 8), shade).save(out, "JPEG")
    return out.getvalue()


POSTED, LATER = drawn(10), drawn(200)


def body_of(data: bytes, **more: object) -> dict[str, object]:
    """Return what `ocs-ingester` posts of a picture, as far as it matters here."""
    digest = md5(data).hexdigest()
    version = {"key": f"K{digest[:9]}", "md5": digest, "extension": ".jpg"}
    return {
        **{"basename": "tst-e00-small", "frame_basename": FRAME, "size": "small"},
        **{"observation_date": BEGAN.isoformat(), "proposal_id": "P1", "version_set": [version], **more},
    }


async def post(desk: Desk, data: bytes, **more: object) -> dict[str, object]:
    """Post a thumbnail; return the answer."""
    headers = {"Authorization": f"Token {await desk.token(Scope.WRITE)}"}
    answer = await desk.client.post("/thumbnails/", json=body_of(data, **more), headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def store(desk: Desk, path: str, data: bytes) -> None:
    """Have a file of the collection that is no frame."""
    assert isinstance(desk.parts.contents, BytesInMemory)
    desk.parts.contents.held[blake3(data).hexdigest()] = data
    await desk.commit({path: data})
    await desk.describe(data, None)
    await desk.settle()


@pytest.fixture
async def desk(tmp_path: Path, database: str) -> AsyncIterator[Desk]:
    """An archive with a proprietary frame, and a public one that is no FITS file."""
    async with open_desk(tmp_path, database) as opened:
        await opened.hold(
            f"raw/{FRAME}.fits", plain(), facts_of(FRAME, public_date=BEGAN + timedelta(days=100_000))
        )
        await opened.hold(f"raw/{TABLE}.tar.gz", b"table", facts_of(TABLE, public_date=BEGAN))
        await opened.settle()
        yield opened


async def test_the_posted_picture_is_told_in_the_place_of_the_archives_own(desk: Desk) -> None:
    """Once its file is in the collection; a later post of its name takes its place."""
    made = (await desk.get(PICTURE)).content
    told = await post(desk, POSTED)
    assert (told["basename"], told["key"]) == ("tst-e00-small", body_of(POSTED)["version_set"][0]["key"])  # type: ignore[index]
    assert (await desk.get(PICTURE)).content == made  # Its file is still to come.
    await store(desk, PLACE, POSTED)
    answer = await desk.get(PICTURE)
    assert (answer.content, answer.headers["content-type"]) == (POSTED, "image/jpeg")
    assert (await desk.get(PICTURE.replace("small", "large"))).content not in (POSTED, made)
    rows = (await desk.get("/thumbnails/", frame_basename=FRAME)).json()
    assert [one["key"] == told["key"] for one in rows["results"]] == [True, False, False]
    assert rows["results"][0] == told == (await desk.get(f"/thumbnails/{told['id']}/")).json()
    whole = (await desk.get(f"/frames/{frame_number(FRAME)}/", include_thumbnails="true")).json()
    listed = (await desk.get("/frames/", basename_exact=FRAME, include_thumbnails="true")).json()
    assert rows["results"] == whole["thumbnails"] == listed["results"][0]["thumbnails"]

    await post(desk, LATER)
    assert (await desk.get(PICTURE)).content == made  # What stands there is what was posted before.
    await store(desk, PLACE, LATER)
    assert (await desk.get(PICTURE)).content == LATER


async def test_a_posted_picture_is_its_frames_and_a_jpeg_of_bounded_size(desk: Desk) -> None:
    """Who does not see the frame is told nothing; what is no picture, or too large, is not told as one."""
    await post(desk, POSTED)
    await store(desk, PLACE, POSTED)
    member, reader = await desk.token(groups=("P1",)), await desk.token()
    assert (await desk.get(PICTURE, member)).content == POSTED
    hidden = await desk.get(PICTURE, reader)
    nobody = await desk.get(PICTURE.replace(str(frame_number(FRAME)), "5"), reader)
    assert (hidden.status_code, hidden.json()["detail"].split()[:2]) == (
        404,
        nobody.json()["detail"].split()[:2],
    )
    assert FRAME not in (await desk.get("/thumbnails/", reader)).text
    for wrong in (b"<script>alert(1)</script>", POSTED + b"\0" * 5 * 1024**2):
        await post(desk, wrong)
        await store(desk, PLACE, wrong)
        assert (await desk.get(PICTURE, member)).content not in (wrong, POSTED)


async def test_a_frame_without_an_image_has_the_picture_that_was_posted(desk: Desk) -> None:
    """And no other: nothing is made of a tar file."""
    assert (await desk.get("/thumbnails/", frame_basename=TABLE)).json()["results"] == []
    await post(desk, POSTED, basename="tst-t00-pic", frame_basename=TABLE, size="medium")
    await store(desk, "thumbnails/tst-t00-pic.jpg", POSTED)
    (row,) = (await desk.get("/thumbnails/", frame_basename=TABLE)).json()["results"]
    assert (row["size"], row["basename"]) == ("medium", "tst-t00-pic")
    assert (await desk.get(row["url"].removeprefix("http://localhost"))).content == POSTED
    other = f"/frames/{frame_number(TABLE)}/thumbnails/small/"
    assert (await desk.get(other)).status_code == 404
