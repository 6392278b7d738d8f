"""The bytes of files over HTTP, from a real directory."""

import base64
import hashlib
import os
from pathlib import Path

import pytest
from httpx import AsyncClient, RemoteProtocolError

from tests.unit.services.gateway.desk import BELOW, COLLECTION, MTIME_NS, Desk, hash_of, open_desk
from tests.unit.shared.web.serving import serving

DATA = bytes(range(256)) * 40
LARGE = DATA * 10


async def test_a_file_is_told_with_all_that_tells_it_apart(desk: Desk) -> None:
    """The entity tag is the BLAKE3, the digests are of the bytes, the time is the log's."""
    revision = await desk.commit({"spk/de 1.bsp": DATA})
    answer = await desk.get("/content/spk/de%201.bsp")
    sha256 = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["etag"] == f'"{hash_of(DATA)}"'
    assert answer.headers["repr-digest"] == f"sha-256=:{sha256}:"
    assert answer.headers["digest"] == f"SHA-256={sha256}"
    assert answer.headers["last-modified"] == "Tue, 14 Nov 2023 22:13:20 GMT"
    assert answer.headers["content-disposition"] == 'attachment; filename="de 1.bsp"'
    assert answer.headers["spicerack-revision"] == str(revision)


async def test_head_tells_the_same_without_a_byte(desk: Desk) -> None:
    """Length, tag and digests of HEAD are those of GET."""
    await desk.commit({"f": DATA})
    told = (await desk.get("/content/f")).headers
    head = await desk.client.head(f"{BELOW}/content/f")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-length", "repr-digest", "last-modified", "accept-ranges"):
        assert head.headers[name] == told[name]


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [
        ("bytes=0-0", "bytes 0-0/10240", DATA[:1]),
        ("bytes=10000-", "bytes 10000-10239/10240", DATA[10000:]),
        ("bytes=-5", "bytes 10235-10239/10240", DATA[-5:]),
        ("bytes=5-20000", "bytes 5-10239/10240", DATA[5:]),
    ],
)
async def test_a_range_is_told(desk: Desk, asked: str, told: str, part: bytes) -> None:
    """Each form of one range gives its bytes and says where they are."""
    await desk.commit({"f": DATA})
    answer = await desk.get("/content/f", Range=asked)
    assert (answer.status_code, answer.headers["content-range"], answer.content) == (206, told, part)


async def test_several_ranges_are_told_in_parts(desk: Desk) -> None:
    """Each part has a head of its own, and the length is that of all."""
    await desk.commit({"f.txt": DATA})
    answer = await desk.get("/content/f.txt", Range="bytes=0-1,100-101")
    boundary = answer.headers["content-type"].partition("boundary=")[2]
    parts = answer.content.split(f"--{boundary}".encode())
    assert answer.status_code == 206
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert parts[1].endswith(b"content-range: bytes 0-1/10240\r\n\r\n" + DATA[:2] + b"\r\n")
    assert parts[2].endswith(b"content-range: bytes 100-101/10240\r\n\r\n" + DATA[100:102] + b"\r\n")
    assert parts[3] == b"--\r\n"


async def test_a_range_beyond_the_end_says_how_much_there_is(desk: Desk) -> None:
    """A caller that has all of it learns so."""
    await desk.commit({"f": DATA})
    answer = await desk.get("/content/f", Range="bytes=10240-")
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */10240")


async def test_a_range_of_another_version_is_told_whole(desk: Desk) -> None:
    """`If-Range` with the tag of what was, or with a time that two versions share, joins nothing."""
    await desk.commit({"f": b"one" * 100})
    await desk.commit({"f": DATA})
    date = "Tue, 14 Nov 2023 22:13:20 GMT"
    for condition, status in ((f'"{hash_of(DATA)}"', 206), (f'"{hash_of(b"one" * 100)}"', 200), (date, 200)):
        answer = await desk.get("/content/f", Range="bytes=0-1", If_Range=condition)
        assert answer.status_code == status, condition


async def test_a_time_that_one_version_alone_had_may_join(desk: Desk) -> None:
    """Wget and its kin resume by the time of a file."""
    await desk.commit({"f": DATA})
    answer = await desk.get("/content/f", Range="bytes=0-1", If_Range="Tue, 14 Nov 2023 22:13:20 GMT")
    assert answer.status_code == 206


async def test_conditions_spare_and_refuse(desk: Desk) -> None:
    """What the caller has is not told again, and what it does not mean is refused."""
    await desk.commit({"f": DATA})
    tag = f'"{hash_of(DATA)}"'
    assert (await desk.get("/content/f", If_None_Match=f'"x", W/{tag}')).status_code == 304
    assert (await desk.get("/content/f", If_None_Match='"x"')).status_code == 200
    assert (await desk.get("/content/f", If_Match='"x"')).status_code == 412
    assert (await desk.get("/content/f", If_Match="*")).status_code == 200
    same = "Tue, 14 Nov 2023 22:13:20 GMT"
    assert (await desk.get("/content/f", If_Modified_Since=same)).status_code == 304


async def test_an_older_revision_is_told_while_its_bytes_are_here(desk: Desk) -> None:
    """`at` names a revision or a time; the bytes may stand at another path by now."""
    first = await desk.commit({"f": DATA})
    await desk.commit({"g": DATA, "f": b"new"})
    assert (await desk.get(f"/content/f?at={first}")).content == DATA
    assert (await desk.get("/content/f?at=2026-03-05T12:00:00Z")).content == DATA
    assert (await desk.get("/content/f")).content == b"new"
    assert (await desk.get("/content/f?at=9999")).status_code == 404
    assert (await desk.get("/content/f?at=soon")).status_code == 422


@pytest.mark.parametrize(
    "asked",
    [
        "content/f?At=1",
        "content/f?revision=1",
        "content/f?at%20=1",
        "content/f?at=1&at=2",
        "files?prefix=a&prefix=b",
    ],
)
async def test_a_parameter_that_is_misspelt_or_said_twice_is_refused(desk: Desk, asked: str) -> None:
    """Who asks for what stood at a revision, and gets what stands now, computes with the wrong kernel."""
    await desk.commit({"f": DATA})
    await desk.commit({"f": b"new"})
    for address in (f"{BELOW}/{asked}", f"{BELOW}/blobs/{hash_of(DATA)}?at=1"):
        assert (await desk.client.get(address)).status_code == 400
    assert (await desk.client.get(f"/data/{COLLECTION}/?format=json&format=html")).status_code == 400
    assert (await desk.get("/files?prefix=f&glob=f")).status_code == 200


async def test_a_content_is_told_by_its_hash_for_ever(desk: Desk) -> None:
    """A blob may be kept for a year by whoever has it."""
    await desk.commit({"f": DATA})
    answer = await desk.get(f"/blobs/{hash_of(DATA)}")
    assert (answer.content, answer.headers["cache-control"]) == (DATA, "max-age=31536000, immutable")
    assert (await desk.get(f"/blobs/{'0' * 64}")).status_code == 404


async def test_a_file_that_is_not_what_the_log_says_is_not_told(desk: Desk) -> None:
    """Somebody writes beside the log: other bytes of the same size and time are never told."""
    await desk.commit({"f": DATA})
    desk.place("f", DATA[::-1])
    assert (await desk.get("/content/f")).status_code == 503


@pytest.mark.parametrize("fast", [False, True])
async def test_a_large_file_is_cut_where_it_is_found_to_be_another(tmp_path: Path, fast: bool) -> None:
    """A file that is told while it is hashed never comes whole when its bytes are wrong."""
    async with open_desk(tmp_path, verify_first_bytes=100) as desk:
        await desk.commit({"f": LARGE, "g": LARGE[1:]})
        assert (await desk.get("/content/g")).content == LARGE[1:]
        desk.place("f", LARGE[::-1], mtime_ns=MTIME_NS)
        async with serving(desk.application, fast=fast) as served, AsyncClient(timeout=None) as client:
            with pytest.raises(RemoteProtocolError):
                await client.get(await served.url(f"{BELOW}/content/f"))
        assert (await desk.get("/content/f")).status_code == 503


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=10-"}, {"Range": "bytes=5-9, 20000-99000"}])
async def test_files_past_all_queues_are_told_as_others_are(desk: Desk, asked: dict[str, str]) -> None:
    """The server that sends from its own buffer tells the same statuses, headers and bytes."""
    await desk.commit({"f": LARGE})
    told = []
    for fast in (False, True):
        async with serving(desk.application, fast=fast) as served, AsyncClient(timeout=None) as client:
            answer = await client.get(await served.url(f"{BELOW}/content/f"), headers=asked)
            kept = {n: v for n, v in answer.headers.items() if n not in ("date", "server-timing")}
            told.append((answer.status_code, kept, answer.content))
    assert told[0] == told[1]


async def test_links_lead_nowhere(desk: Desk) -> None:
    """A link in the place of a file, or of a directory above it, is not followed."""
    await desk.commit({"d/f": DATA})
    (desk.root / "elsewhere").mkdir()
    (desk.root / "elsewhere" / "f").write_bytes(DATA)
    os.utime(desk.root / "elsewhere" / "f", ns=(MTIME_NS, MTIME_NS))
    (desk.root / "d" / "f").unlink()
    (desk.root / "d").rmdir()
    (desk.root / "d").symlink_to(desk.root / "elsewhere")
    assert (await desk.get("/content/d/f")).status_code == 503


@pytest.mark.parametrize(
    "path", ["..%2f..%2fetc/passwd", "%2fetc/passwd", ".spicerack/marker.json", "a%00b", "d", "", "x" * 4000]
)
async def test_what_is_no_file_of_the_collection_is_not_there(desk: Desk, path: str) -> None:
    """Nothing but a live file of the tree is told."""
    await desk.make_directory("d")
    assert (await desk.get(f"/content/{path}")).status_code == 404
    assert (await desk.client.get("/api/v1/collections/other/content/f")).status_code == 404


async def test_a_small_file_is_told_from_memory_until_it_changes(desk: Desk) -> None:
    """The second time nothing is read; a commit that touches the path is seen at once."""
    await desk.commit({"f": DATA, "g": b"other"})
    first = await desk.get("/content/f")
    (desk.root / "f").unlink()
    second = await desk.get("/content/f")
    revision = await desk.commit({"g": b"another"})
    third = await desk.get("/content/f")
    assert second.content == third.content == DATA
    assert {**first.headers, "server-timing": ""} == {**second.headers, "server-timing": ""}
    assert third.headers["spicerack-revision"] == str(revision)
    await desk.commit({"f": b"new"})
    assert (await desk.get("/content/f")).content == b"new"
    await desk.commit({"f": None})
    assert (await desk.get("/content/f")).status_code == 404
