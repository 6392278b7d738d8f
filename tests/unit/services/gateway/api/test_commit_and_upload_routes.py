"""Uploads in pieces, and groups of changes, over HTTP."""

import base64
import hashlib
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from httpx import Response

from services.gateway.app import recover
from services.gateway.writing.plan import FILE_MODE
from shared.observability.clock import SystemClock
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.uploads.upload_files import UploadFiles
from tests.unit.services.gateway.api.test_change_routes import groups, left, publish
from tests.unit.services.gateway.desk import BELOW, Desk, hash_of

UPLOADS = f"{BELOW}/uploads"
PIECE = {"Content-Type": "application/partial-upload"}
DATA = random.Random(1).randbytes(100_000)


async def begin(desk: Desk, data: bytes = b"", *, complete: bool = False, **parameters: str) -> Response:
    """Begin an upload."""
    headers = {"Upload-Complete": "?1" if complete else "?0"}
    headers |= {name.replace("_", "-"): parameters.pop(name) for name in list(parameters) if name != "path"}
    return await desk.client.post(UPLOADS, content=data, headers=headers, params=parameters)


async def go_on(desk: Desk, where: str, data: bytes, offset: int, *, complete: bool = False) -> Response:
    """Bring a piece."""
    headers = {**PIECE, "Upload-Offset": str(offset), "Upload-Complete": "?1" if complete else "?0"}
    return await desk.client.patch(where, content=data, headers=headers)


async def uploaded(desk: Desk, data: bytes) -> str:
    """Return the id of an upload of these bytes."""
    answer = await begin(desk, data, complete=True)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_link_is_put_and_read_as_its_target(desk: Desk):
    """It is one in the directory, of a type of its own; bytes over it are a file again."""
    asked = {"do": "put", "path": "latest", "upload": await uploaded(desk, b"v4"), "link": True}
    answer = await desk.client.post(f"{BELOW}/commits", json={"changes": [asked]})
    assert (answer.status_code, (desk.root / "latest").readlink()) == (202, Path("v4"))
    await publish(desk)
    read = await desk.client.get(f"{BELOW}/content/latest")
    assert (read.content, read.headers["content-type"]) == (b"v4", "inode/symlink")
    await desk.client.put(f"{BELOW}/content/latest", content=b"bytes")
    assert not (desk.root / "latest").is_symlink()
    assert (desk.root / "latest").stat().st_mode & 0o777 == FILE_MODE


@pytest.mark.parametrize("target", [b"../f", b"/etc/passwd", b"x" * 5000])
async def test_a_link_that_leads_out_is_not_put(desk: Desk, target: bytes):
    """Nothing is left of it, and the answer says what it is."""
    asked = {"do": "put", "path": "latest", "upload": await uploaded(desk, target), "link": True}
    answer = await desk.client.post(f"{BELOW}/commits", json={"changes": [asked]})
    assert (answer.status_code, "symbolic link" in answer.text) == (409, True)
    assert not (desk.root / "latest").is_symlink()


async def test_a_file_comes_in_pieces(desk: Desk):
    """Each piece goes on behind the one before; the last one puts the file."""
    answer = await begin(desk, DATA[:1000], path="a/f")
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "1000")
    where = answer.headers["location"]
    assert (await go_on(desk, where, DATA[1000:5000], 1000)).headers["upload-offset"] == "5000"
    head = await desk.client.head(where)
    assert (head.headers["upload-offset"], head.headers["upload-complete"]) == ("5000", "?0")
    assert head.headers["cache-control"] == "no-store"
    last = await go_on(desk, where, DATA[5000:], 5000, complete=True)
    assert (last.status_code, last.headers["upload-complete"]) == (200, "?1")
    assert last.json()["change"]["state"] == "waiting"
    assert (desk.root / "a/f").read_bytes() == DATA
    assert (await desk.client.get(where)).status_code == 404
    assert left(desk) == []


async def test_a_piece_that_does_not_fit_is_refused(desk: Desk):
    """409 with both offsets in the words of the draft; complete ones, and wrong lengths, are 400."""
    where = (await begin(desk, b"1234", upload_length="6")).headers["location"]
    wrong = await go_on(desk, where, b"x", 3)
    assert (wrong.status_code, wrong.json()["expected-offset"], wrong.json()["provided-offset"]) == (
        409,
        4,
        3,
    )
    assert wrong.json()["type"].endswith("#mismatching-upload-offset")
    long = await go_on(desk, where, b"567", 4)
    assert (long.status_code, long.json()["type"].rpartition("#")[2]) == (400, "inconsistent-upload-length")
    assert (await desk.client.head(where)).headers["upload-offset"] in ("4", "6")
    done = await begin(desk, b"all", complete=True)
    over = await go_on(desk, done.headers["location"], b"x", 3)
    assert (over.status_code, over.json()["type"].rpartition("#")[2]) == (400, "completed-upload")
    plain = await desk.client.patch(where, content=b"x", headers={"Upload-Offset": "4"})
    assert plain.status_code == 415


async def test_a_connection_that_drops_at_any_point_is_gone_on_with(desk: Desk):
    """At twenty points: what came stays, nothing is visible, and the whole is right in the end."""
    chance, sent = random.Random(2), 0
    where = (await begin(desk, path="f", upload_length=str(len(DATA)))).headers["location"]

    for _ in range(20):
        cut = chance.randrange(sent, len(DATA))

        async def broken(start: int = sent, end: int = cut) -> AsyncIterator[bytes]:
            for at in range(start, end, 777):
                yield DATA[at : min(at + 777, end)]
            raise ConnectionError

        with pytest.raises(ConnectionError):
            await desk.client.patch(
                where,
                content=broken(),
                headers={**PIECE, "Upload-Offset": str(sent), "Upload-Complete": "?1"},
            )
        sent = int((await desk.client.head(where)).headers["upload-offset"])
        assert sent == cut
        assert not (desk.root / "f").exists()
    assert (await go_on(desk, where, DATA[sent:], sent, complete=True)).status_code == 200
    assert (desk.root / "f").read_bytes() == DATA


async def test_an_upload_outlasts_its_gateway(desk: Desk):
    """What was said of it is beside its bytes; what a request without word has left is removed."""
    where = (await begin(desk, DATA[:500], path="f")).headers["location"]
    stray = desk.root / ".spicerack" / "uploads" / ("9" * 32)
    stray.mkdir()
    (stray / "data").write_bytes(b"half")
    recover(partial(PosixFiles, desk.root), SystemClock())
    assert not stray.exists()
    assert (await go_on(desk, where, DATA[500:], 500, complete=True)).status_code == 200
    assert (desk.root / "f").read_bytes() == DATA


@pytest.mark.parametrize("taken", [False, True])
async def test_a_gateway_that_died_at_the_last_piece_has_not_put_the_file(desk: Desk, *, taken: bool):
    """Its caller heard nothing: it is told that it is not done, sends no byte again, and the file is put.

    Where a change had taken the bytes already, there is no upload any more.
    """
    answer = await begin(desk, DATA[:500], path="f")
    where, upload_id = answer.headers["location"], answer.json()["id"]
    await desk.context.uploads.append(
        answer.json()["owner"], upload_id, whole(DATA[500:]), offset=500, complete=True, said={}
    )
    if taken:
        (desk.root / ".spicerack" / "uploads" / upload_id / "data").unlink()
    recover(partial(PosixFiles, desk.root), SystemClock())
    head = await desk.client.head(where)
    if taken:
        assert (head.status_code, left(desk)) == (404, [])
        return
    size = len(DATA)
    assert (head.headers["upload-offset"], head.headers["upload-complete"]) == (str(size), "?0")
    assert (await desk.client.get(where)).json()["complete"] is False
    assert (await go_on(desk, where, b"x", size, complete=True)).status_code == 400
    last = await go_on(desk, where, b"", size, complete=True)
    assert (last.status_code, last.headers["upload-complete"]) == (200, "?1")
    assert ((desk.root / "f").read_bytes(), left(desk)) == (DATA, [])


async def whole(data: bytes) -> AsyncIterator[bytes]:
    """Yield a body in one piece."""
    yield data


async def test_a_whole_that_is_not_what_was_said_is_removed(desk: Desk):
    """The digest of the whole is known from the beginning, and held against all pieces."""
    digest = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    where = (await begin(desk, b"one", path="f", repr_digest=f"sha-256=:{digest}:")).headers["location"]
    assert (await go_on(desk, where, b"two", 3, complete=True)).status_code == 400
    assert not (desk.root / "f").exists()
    assert (left(desk), groups(desk)) == ([], ())


async def test_an_upload_is_given_up(desk: Desk):
    """Its bytes go with it."""
    where = (await begin(desk, b"one")).headers["location"]
    assert (await desk.client.delete(where)).status_code == 204
    assert left(desk) == []
    assert (await desk.client.options(UPLOADS)).headers["accept-patch"] == "application/partial-upload"


async def test_a_commit_is_one_revision_with_its_message(desk: Desk):
    """Uploads, a deletion, a copy and a move at once; the log has the message."""
    await desk.commit({"f": b"old f", "g": b"g", "h": b"h"})
    one, two = await uploaded(desk, b"new f"), await uploaded(desk, b"n")
    asked = {
        "message": "the night's frames",
        "changes": [
            {"do": "put", "path": "f", "upload": one, "if_match": f'"{hash_of(b"old f")}"'},
            {"do": "put", "path": "new/n", "upload": two},
            {"do": "delete", "path": "g"},
            {"do": "move", "from": "h", "to": "moved"},
        ],
    }
    answer = await desk.client.post(f"{BELOW}/commits", json=asked)
    assert answer.status_code == 202, answer.text
    (group,) = groups(desk)
    assert (group.together, group.message) == (True, "the night's frames")
    revision = await publish(desk)
    told = await desk.client.get(answer.headers["location"])
    assert (told.json()["state"], told.json()["revision"]) == ("committed", revision)
    found = {path.name: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    assert {name: found.get(name) for name in ("f", "n", "g", "h", "moved")} == {
        "f": b"new f",
        "n": b"n",
        "g": None,
        "h": None,
        "moved": b"h",
    }
    assert left(desk) == []


async def test_a_commit_with_one_failed_condition_changes_nothing(desk: Desk):
    """And its uploads are still there for another try."""
    await desk.commit({"f": b"old f", "g": b"g"})
    upload = await uploaded(desk, b"new f")
    delete = {"do": "delete", "path": "g", "if_match": '"0"'}
    put = {"do": "put", "path": "f", "upload": upload}
    refused = await desk.client.post(f"{BELOW}/commits", json={"changes": [put, delete]})
    assert refused.status_code == 412
    assert (desk.root / "f").read_bytes() == b"old f"
    desk.place("f", b"edited in between")
    put["if_match"] = f'"{hash_of(b"old f")}"'
    refused = await desk.client.post(f"{BELOW}/commits", json={"changes": [put]})
    assert (refused.status_code, (desk.root / "f").read_bytes()) == (412, b"edited in between")
    desk.place("f", b"old f")
    assert (await desk.client.post(f"{BELOW}/commits", json={"changes": [put]})).status_code == 202


async def test_commits_that_cannot_be_are_refused(desk: Desk):
    """A path twice, an upload of nobody, one that is not complete, nothing at all."""
    await desk.commit({"f": b"f"})
    half = (await begin(desk, b"half")).json()["id"]
    for status, changes in (
        (422, [{"do": "delete", "path": "f"}, {"do": "delete", "path": "f"}]),
        (404, [{"do": "put", "path": "n", "upload": "1" * 32}]),
        (409, [{"do": "put", "path": "n", "upload": half}]),
        (404, [{"do": "delete", "path": "none"}]),
        (422, []),
        (422, [{"do": "put", "path": "../n", "upload": half}]),
    ):
        answer = await desk.client.post(f"{BELOW}/commits", json={"changes": changes})
        assert answer.status_code == status, (changes, answer.text)


async def test_an_upload_whose_beginning_breaks_off_is_gone(desk: Desk):
    """Nobody has heard of it: nobody could go on with it, or end it."""

    async def broken() -> AsyncIterator[bytes]:
        yield DATA[:1000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await desk.client.post(UPLOADS, content=broken(), headers={"Upload-Complete": "?0"})
    wrong = {"Upload-Complete": "?0", "Content-Digest": f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"}
    assert (await desk.client.post(UPLOADS, content=b"x", headers=wrong)).status_code == 400
    assert left(desk) == []


async def test_an_upload_whose_condition_fails_in_the_end_is_gone(desk: Desk):
    """It is complete, for one path, and refused there for good: it took room for a week."""
    await desk.commit({"f": b"there"})
    where = (await begin(desk, b"", path="f", if_none_match="*")).headers["location"]
    assert (await go_on(desk, where, b"new", 0, complete=True)).status_code == 412
    assert (await desk.client.get(where)).status_code == 404
    assert left(desk) == []


async def test_uploads_are_listed_and_ended(desk: Desk):
    """Each caller's own; an admin, as everybody is here, ends those of others, too."""
    first = (await begin(desk, b"x", path="a/f")).json()
    control = UploadFiles(PosixFiles(desk.root))
    others = {"owner": "another", "touched": datetime(2026, 3, 4, tzinfo=UTC)}
    known = control.read(first["id"])
    assert known is not None
    control.keep(known.model_copy(update=others))
    second = (await begin(desk, b"y")).json()
    told = (await desk.client.get(UPLOADS)).json()
    assert told["count"] == 2
    assert [(one["id"], one["path"], one["owner"]) for one in told["uploads"]] == [
        (first["id"], "a/f", "another"),
        (second["id"], None, second["owner"]),
    ]
    assert (await desk.client.delete(f"{UPLOADS}/{first['id']}")).status_code == 204
    assert control.ids() == (second["id"],)


WRONG = {
    "Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(b'y').digest()).decode()}:",
    "Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(b'y').digest()).decode()}:",
    "Digest": f"SHA-256={base64.b64encode(hashlib.sha256(b'y').digest()).decode()}",
    "Content-MD5": base64.b64encode(hashlib.md5(b"y").digest()).decode(),
    "OC-Checksum": f"SHA1:{hashlib.sha1(b'y').hexdigest()}",
}


@pytest.mark.parametrize("field", WRONG)
@pytest.mark.parametrize("pieces", [1, 2])
async def test_every_digest_that_a_piece_says_is_weighed(desk: Desk, field: str, pieces: int):
    """Of the piece or of the whole, with the first request or the last: nothing is put."""
    said = {field: WRONG[field]}
    headers = {"Upload-Complete": "?1" if pieces == 1 else "?0"}
    if pieces == 1:
        answer = await desk.client.post(f"{UPLOADS}?path=f", content=b"x", headers={**headers, **said})
    else:
        where = (await desk.client.post(f"{UPLOADS}?path=f", headers=headers)).headers["location"]
        last = {**PIECE, "Upload-Offset": "0", "Upload-Complete": "?1", **said}
        answer = await desk.client.patch(where, content=b"x", headers=last)
    assert answer.status_code == 400, answer.text
    assert not (desk.root / "f").exists()


async def test_what_a_piece_or_a_commit_cannot_say_is_refused(desk: Desk):
    """A condition belongs to the beginning, and an upload goes to one path."""
    where = (await begin(desk, path="f")).headers["location"]
    last = {**PIECE, "Upload-Offset": "0", "Upload-Complete": "?1", "If-Match": '"x"'}
    assert (await desk.client.patch(where, content=b"x", headers=last)).status_code == 400
    upload = await uploaded(desk, b"x")
    changes = [{"do": "put", "path": path, "upload": upload} for path in ("a", "b")]
    twice = await desk.client.post(f"{BELOW}/commits", json={"changes": changes})
    assert (twice.status_code, "named twice" in twice.text) == (422, True)
