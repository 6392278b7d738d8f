"""Changing files over HTTP, at a gateway whose manager the test plays."""

import asyncio
import base64
import hashlib
import os
from collections.abc import AsyncIterator

import pytest
from httpx import Headers, Response

from shared.bus.codec import encode
from shared.contracts.bucket_keys import manager_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import ManagerPresence
from shared.model.entry import DELETED
from shared.roots.posix.groups.group import Stage
from tests.unit.services.gateway.desk import BELOW, COLLECTION, Desk, hash_of
from tests.unit.services.gateway.played_manager import groups, publish
from tests.unit.services.manager.wiring import until


async def put(desk: Desk, path: str, data: bytes, **headers: str) -> Response:
    """Put a file."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await desk.client.put(f"{BELOW}/content/{path}", content=data, headers=named)


def left(desk: Desk) -> list[str]:
    """Return what uploads and staging have left."""
    control = desk.root / ".spicerack"
    return [str(path) for name in ("uploads", "staging") for path in (control / name).glob("*")]


def digest(data: bytes, algorithm: str = "sha256") -> str:
    """Return a digest as RFC 9530 has it."""
    return base64.b64encode(hashlib.new(algorithm, data).digest()).decode()


@pytest.mark.parametrize("where", [f"{BELOW}/content/f", f"/data/{COLLECTION}/f", f"{BELOW}/uploads"])
async def test_coded_bytes_are_refused_with_words(desk: Desk, where: str) -> None:
    """Nothing is put: as many bytes as came would stand for others."""
    method = "POST" if where.endswith("uploads") else "PUT"
    answer = await desk.client.request(method, where, content=b"x", headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, "without `Content-Encoding`" in answer.json()["detail"]) == (415, True)
    assert (groups(desk), left(desk)) == ((), [])


async def test_a_file_that_is_put_is_there_and_its_commit_can_be_asked_for(desk: Desk):
    """202 and a place to ask; after the commit the place says its revision."""
    answer = await put(desk, "a/new.bsp", b"bytes", content_type="application/octet-stream")
    assert answer.status_code == 202
    assert answer.headers["etag"] == f'"{hash_of(b"bytes")}"'
    assert (desk.root / "a/new.bsp").read_bytes() == b"bytes"
    assert left(desk) == []
    asked = await desk.client.get(answer.headers["location"])
    assert asked.json()["state"] == "waiting"
    revision = await publish(desk)
    asked = await desk.client.get(answer.headers["location"])
    assert (asked.json()["state"], asked.json()["revision"]) == ("committed", revision)


@pytest.mark.parametrize("place", [f"{BELOW}/content/a", f"/data/{COLLECTION}/a"])
async def test_a_part_is_not_taken_for_the_whole(desk: Desk, place: str):
    """A `Content-Range` is refused, and the file stays."""
    await desk.commit({"a": b"all of it"})
    answer = await desk.client.put(place, content=b"all", headers={"Content-Range": "bytes 0-2/9"})
    assert (answer.status_code, "uploads" in answer.json()["detail"]) == (400, True)
    assert (desk.root / "a").read_bytes() == b"all of it"
    assert left(desk) == []


async def test_an_answer_waits_for_the_commit_and_names_it(desk: Desk):
    """`Prefer: wait`: 201 where nothing stood, 200 where something did."""
    for status, data in ((201, b"one"), (200, b"two")):
        asking = asyncio.create_task(put(desk, "f", data, prefer="wait=20"))
        await until(lambda: any(group.stage is Stage.CLOSED for group in groups(desk)))
        revision = await publish(desk)
        answer = await asking
        assert (answer.status_code, answer.headers["spicerack-revision"]) == (status, str(revision))
        assert answer.headers["preference-applied"] == "wait=20"
    assert (await desk.get("/content/f")).content == b"two"


async def test_what_stands_there_already_is_no_change(desk: Desk):
    """A client that lost the answer sends again."""
    revision = await desk.commit({"f": b"one"})
    answer = await put(desk, "f", b"one")
    assert (answer.status_code, answer.json()["revision"]) == (200, revision)
    assert groups(desk) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"repr_digest": f"sha-256=:{digest(b'other')}:"},
        {"content_digest": f"sha-512=:{digest(b'other', 'sha512')}:"},
        {"repr_digest": f"sha-256=:{digest(b'bytes')}:, sha-512=:{digest(b'other', 'sha512')}:"},
        {"oc_checksum": "SHA1:" + "0" * 40},
        {"digest": f"SHA-256={digest(b'other')}"},
        {"digest": f"SHA-256={digest(b'other')}", "repr_digest": f"sha-256=:{digest(b'bytes')}:"},
        {"content_md5": digest(b"other", "md5")},
        {"repr_digest": "sha-256=:AAAA:"},
        {"repr_digest": "sha-256=abc"},
    ],
)
async def test_bytes_that_are_not_what_was_said_leave_nothing(desk: Desk, headers: dict[str, str]):
    """400, the older version stays, and neither upload nor group is left."""
    await desk.commit({"f": b"old"})
    answer = await put(desk, "f", b"bytes", **headers)
    assert answer.status_code == 400
    assert (desk.root / "f").read_bytes() == b"old"
    assert (left(desk), groups(desk)) == ([], ())


async def test_digests_that_fit_are_taken(desk: Desk):
    """Those of both fields; algorithms that nobody knows are passed over."""
    said = f"sha-256=:{digest(b'bytes')}:, unixsum=:AAE=:"
    answer = await put(
        desk, "f", b"bytes", repr_digest=said, content_digest=f"sha-512=:{digest(b'bytes', 'sha512')}:"
    )
    assert answer.status_code == 202


async def test_conditions_are_kept(desk: Desk):
    """412 where something else stands, also before the commit; nothing is changed by it."""
    await desk.commit({"f": b"one"})
    tag, other = f'"{hash_of(b"one")}"', f'"{hash_of(b"other")}"'
    assert (await put(desk, "f", b"two", if_match=other)).status_code == 412
    assert (await put(desk, "f", b"two", if_none_match="*")).status_code == 412
    assert (await put(desk, "none", b"two", if_match="*")).status_code == 412
    assert (await put(desk, "f", b"two", if_match=tag)).status_code == 202
    await publish(desk)
    assert (await put(desk, "f", b"three", if_match=tag)).status_code == 412
    assert (desk.root / "f").read_bytes() == b"two"


async def test_an_edit_that_is_not_published_yet_is_no_match(desk: Desk):
    """The tree says one thing, the directory another: who said what must stand there is refused."""
    await desk.commit({"f": b"one"})
    desk.place("f", b"edited by hand")
    answer = await put(desk, "f", b"two", if_match=f'"{hash_of(b"one")}"')
    assert (answer.status_code, (desk.root / "f").read_bytes()) == (412, b"edited by hand")


async def test_a_site_that_is_behind_is_not_written_over(desk: Desk):
    """It would be a conflict: the older version that stands here is no base."""
    await desk.commit({"f": b"one"})
    await desk.commit({"f": b"two"}, place=False, site="b")
    answer = await put(desk, "f", b"three")
    assert (answer.status_code, (desk.root / "f").read_bytes()) == (503, b"one")


async def test_a_delete_removes_the_file(desk: Desk):
    """404 where nothing stands, 412 where something else does."""
    await desk.commit({"f": b"one"})
    assert (await desk.client.delete(f"{BELOW}/content/none")).status_code == 404
    headers = {"If-Match": '"0"'}
    assert (await desk.client.delete(f"{BELOW}/content/f", headers=headers)).status_code == 412
    assert (await desk.client.delete(f"{BELOW}/content/f")).status_code == 202
    assert not (desk.root / "f").exists()
    await publish(desk)
    head = desk.context.followed.projection.head("f")
    assert head is not None
    assert head.state == DELETED


async def test_a_delete_after_a_refused_put_is_refused(desk: Desk):
    """Some clients remove what they could not replace."""
    await desk.commit({"f": b"one"})
    assert (await put(desk, "f", b"two", if_match='"0"')).status_code == 412
    assert (await desk.client.delete(f"{BELOW}/content/f")).status_code == 409
    assert (desk.root / "f").read_bytes() == b"one"


async def test_a_move_is_one_change(desk: Desk):
    """Both paths are one group; a copy leaves its source, and neither replaces what was not meant."""
    await desk.commit({"f": b"one", "g": b"two"})
    body = {"from": "f", "to": "new/f"}
    assert (await desk.client.post(f"{BELOW}/move", json={"from": "f", "to": "g"})).status_code == 412
    assert (await desk.client.post(f"{BELOW}/copy", json={"from": "f", "to": "copy"})).status_code == 202
    await publish(desk)
    assert (await desk.client.post(f"{BELOW}/move", json=body)).status_code == 202
    (group,) = groups(desk)
    assert (group.together, {one.path for one in group.changes}) == (True, {"f", "new/f"})
    revision = await publish(desk)
    assert revision == desk.context.followed.revision
    assert (desk.root / "new/f").read_bytes() == (desk.root / "copy").read_bytes() == b"one"
    assert not (desk.root / "f").exists()


async def test_the_control_directory_is_that_of_the_root_alone(desk: Desk):
    """Below the top its name is one like any other: the file is a part of the collection, as by hand."""
    assert (await put(desk, "ck/.spicerack/x", b"bytes")).status_code == 202
    await publish(desk)
    assert (await desk.get("/content/ck/.spicerack/x")).content == b"bytes"
    assert (await desk.client.get(f"/data/{COLLECTION}/ck/.spicerack/x")).content == b"bytes"


@pytest.mark.parametrize(
    "path",
    [
        ".spicerack/marker.json",
        ".SpiceRack/x",
        ".spicerackignore",
        ".spicerackignore/x",
        ".SpiceRackIgnore",
        "a/%2E%2E/b",
        "a//b",
        "x%00y",
        "f/below",
        "a" * 256,
    ],
)
async def test_paths_that_no_file_can_have_are_refused(desk: Desk, path: str):
    """Out of the root, into what each site has for itself, below a file, too long."""
    await desk.commit({"f": b"one"})
    before = sorted(path for path in desk.root.rglob("*") if ".spicerack" not in path.parts)
    answer = await put(desk, path, b"bytes")
    assert answer.status_code in (404, 409, 412, 422), answer.text
    assert sorted(path for path in desk.root.rglob("*") if ".spicerack" not in path.parts) == before


async def test_a_held_site_takes_nothing(desk: Desk):
    """409, and why; so is one that only receives."""
    for presence in (
        ManagerPresence(collection=COLLECTION, site="a", state="held", hold="Site a is held."),
        ManagerPresence(collection=COLLECTION, site="a", state="idle", receive_only=True),
    ):
        await desk.bus.put(Bucket.PRESENCE, manager_key(COLLECTION, "a"), encode(presence))
        assert (await put(desk, "f", b"one")).status_code == 409
    assert groups(desk) == ()


async def test_a_full_disk_is_507(desk: Desk):
    """The reserve counts as full: it is left to others."""
    object.__setattr__(desk.context.writer.bodies.limits, "reserve_bytes", 2**62)
    await desk.commit({"f": b"one"})
    answer = await put(desk, "f", b"two")
    assert (answer.status_code, (desk.root / "f").read_bytes()) == (507, b"one")
    assert f"has 0 bytes to give, and {2**62} that it keeps free" in answer.json()["detail"]
    assert (await desk.client.delete(f"{BELOW}/content/f")).status_code == 409

    async def of_no_length() -> AsyncIterator[bytes]:
        yield b"two"

    answer = await desk.client.put(f"{BELOW}/content/f", content=of_no_length())
    assert (answer.status_code, (desk.root / "f").read_bytes(), left(desk)) == (507, b"one", [])


async def test_a_disk_that_takes_no_writes_is_told_as_such(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """It is not full: nobody frees bytes there, and its operator has something else to do."""
    await desk.commit({"f": b"one", "g": b"other"})
    status = os.fstatvfs(0)
    flags = [*tuple(status)[:8], os.ST_RDONLY, *tuple(status)[9:]]
    monkeypatch.setattr(os, "fstatvfs", lambda _: os.statvfs_result(flags))
    answers = [
        await put(desk, "f", b"two"),
        await desk.client.put(f"/data/{COLLECTION}/f", content=b"two"),
        await desk.client.post(f"{BELOW}/uploads?path=f", headers={"Upload-Complete": "?0"}),
        await desk.client.delete(f"{BELOW}/content/g"),
        await desk.client.post(f"{BELOW}/move", json={"from": "g", "to": "h"}),
    ]
    told = [(one.status_code, "its operator must mount it" in one.json()["detail"]) for one in answers]
    assert told == [(409, True)] * 5
    assert (desk.root / "f").read_bytes() == b"one"


@pytest.mark.parametrize("where", [f"{BELOW}/content/f", f"/data/{COLLECTION}/f"])
@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], 411),
        ([("Transfer-Encoding", "gzip, chunked")], 400),
        ([("Transfer-Encoding", "gzip"), ("Transfer-Encoding", "chunked")], 400),
        ([("Content-Length", "1"), ("Authorization", "Bearer a"), ("Authorization", "Bearer b")], 400),
    ],
)
async def test_a_body_whose_end_or_sender_is_in_doubt_is_no_file(
    desk: Desk, where: str, said: list[tuple[str, str]], status: int
):
    """An empty file, coded bytes, or those of another caller would replace what stands there."""
    await desk.commit({"f": b"one"})
    request = desk.client.build_request("PUT", where, content=b"x")
    del request.headers["Content-Length"]
    request.headers = Headers([*request.headers.multi_items(), *said])
    answer = await desk.client.send(request)
    assert (answer.status_code, (desk.root / "f").read_bytes()) == (status, b"one")


async def test_a_body_that_breaks_off_leaves_nothing(desk: Desk):
    """A connection that drops is no file."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await desk.client.put(f"{BELOW}/content/f", content=broken())
    assert not (desk.root / "f").exists()
    assert (left(desk), groups(desk)) == ([], ())


async def test_the_time_of_a_file_is_what_the_caller_says(desk: Desk):
    """In seconds or as ISO 8601, to the nanosecond; what is no time is refused."""
    await put(desk, "f", b"1", spicerack_modified="2026-03-04T05:06:07Z")
    await put(desk, "g", b"2", x_oc_mtime="1700000000.123456789")
    assert (desk.root / "f").stat().st_mtime_ns == 1772600767 * 10**9
    assert (desk.root / "g").stat().st_mtime_ns == 1700000000123456789
    assert (await put(desk, "h", b"3", spicerack_modified="yesterday")).status_code == 422


async def test_a_path_whose_change_waits_is_written_to_when_it_is_committed(desk: Desk):
    """Each accepted version is in the history: none is written over before the log has it."""
    await put(desk, "f", b"one")
    asking = asyncio.create_task(put(desk, "f", b"two"))
    await asyncio.sleep(0.05)
    assert not asking.done()
    await publish(desk)
    assert (await asking).status_code == 202
    await publish(desk)
    history = desk.context.followed.projection.history("f")
    assert [entry.state.content for entry in history] == [hash_of(b"two"), hash_of(b"one")]


async def test_a_move_onto_itself_changes_nothing(desk: Desk):
    """The copy would change nothing, and the removal would be left."""
    await desk.commit({"f": b"bytes"})
    asked = {"from": "f", "to": "f", "overwrite": True}
    answer = await desk.client.post(f"{BELOW}/move", json=asked)

    assert answer.status_code == 409
    assert (desk.root / "f").read_bytes() == b"bytes"


async def test_a_path_that_is_no_utf8_is_refused(desk: Desk):
    """Two different names would become one."""
    assert (await desk.client.put(f"{BELOW}/content/%FF", content=b"x")).status_code == 400
    assert (await desk.client.put(f"{BELOW}/content/%EF%BF%BD", content=b"x")).status_code in (201, 202)
