"""Files that the site's quarantine would keep back: they are refused before anything is placed."""

import asyncio

import pytest
from httpx import Response

from shared.bus.codec import encode
from shared.contracts.bucket_keys import manager_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import ManagerPresence
from tests.kernels.made import made
from tests.unit.services.gateway.api.test_change_routes import groups, left, put
from tests.unit.services.gateway.api.test_commit_and_upload_routes import begin, go_on, uploaded
from tests.unit.services.gateway.desk import BELOW, COLLECTION, MTIME_NS, Desk
from tests.unit.services.gateway.played_manager import publish
from tests.unit.services.manager.wiring import until

WHOLE = made("craft_v1.bsp")
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 3\n"
CUT = WHOLE[:2048]
ODD = WHOLE + b"\0" * 100
DATA = f"/data/{COLLECTION}"


def is_refused(answer: Response, path: str, rule: str) -> bool:
    """Tell whether an answer says that a file is broken, where, by which rule, and what to do."""
    body = answer.json()
    assert answer.status_code == 422, answer.text
    assert body["type"] == "urn:spicerack:problem:broken-file"
    return (
        (body["path"], body["rule"]) == (path, rule)
        and "nothing was changed" in body["detail"]
        and "put it again" in body["detail"]
    )


def nothing_is_left(desk: Desk) -> bool:
    """Tell whether neither upload, staged file nor group is left."""
    return (left(desk), groups(desk)) == ([], ())


@pytest.mark.parametrize(
    ("data", "rule"), [(PAGE, "web-page"), (LFS, "lfs-pointer"), (ODD, "odd-size"), (CUT, "truncated")]
)
async def test_a_broken_kernel_is_refused_and_nothing_is_left(desk: Desk, data: bytes, rule: str):
    """Under a kernel's name alone, and by its head and arithmetic alone."""
    assert is_refused(await put(desk, "spk/a.bsp", data), "spk/a.bsp", rule)
    assert not (desk.root / "spk").exists()
    assert nothing_is_left(desk)
    assert (await put(desk, "spk/a.html", data)).status_code == 202
    assert (await put(desk, "spk/a.bsp", WHOLE)).status_code == 202


async def test_a_whole_file_is_not_replaced_by_a_damaged_one(desk: Desk):
    """An empty file may be new; over a whole one it is damage. A delete that follows is refused, too."""
    assert (await put(desk, "new.bsp", b"")).status_code == 202
    await desk.commit({"a.bsp": WHOLE})
    assert is_refused(await put(desk, "a.bsp", b""), "a.bsp", "empty")
    assert (desk.root / "a.bsp").read_bytes() == WHOLE
    assert (await desk.client.delete(f"{BELOW}/content/a.bsp")).status_code == 409


async def test_the_rules_are_those_of_the_site(desk: Desk):
    """As its manager says them; a rule of a later version is passed over."""

    async def rules(*names: str) -> None:
        presence = ManagerPresence(collection=COLLECTION, site="a", state="idle", quarantine=names)
        await desk.bus.put(Bucket.PRESENCE, manager_key(COLLECTION, "a"), encode(presence))

    await rules()
    assert (await put(desk, "page.bsp", PAGE)).status_code == 202
    await rules("empty", "of-a-later-version")
    assert is_refused(await put(desk, "new.bsp", b""), "new.bsp", "empty")
    assert (await put(desk, "cut.bsp", CUT)).status_code == 202


async def test_an_upload_in_pieces_is_refused_with_its_last(desk: Desk):
    """The upload is gone: it is complete, and nobody can go on with it."""
    where = (await begin(desk, PAGE[:10], path="a.bsp")).headers["location"]
    assert is_refused(await go_on(desk, where, PAGE[10:], 10, complete=True), "a.bsp", "web-page")
    assert (await desk.client.get(where)).status_code == 404
    assert nothing_is_left(desk)


async def test_a_group_with_a_broken_file_is_refused_whole(desk: Desk):
    """None of it is placed, and the uploads stay for another try."""
    good, bad = await uploaded(desk, WHOLE), await uploaded(desk, LFS)
    puts = [{"do": "put", "path": path, "upload": one} for path, one in (("a.bsp", good), ("b.bsp", bad))]
    asked = {"message": "week 48", "changes": puts}
    answer = await desk.client.post(f"{BELOW}/commits", json=asked)
    assert is_refused(answer, "b.bsp", "lfs-pointer")
    assert not (desk.root / "a.bsp").exists()
    puts[1]["path"] = "b.pointer"
    assert (await desk.client.post(f"{BELOW}/commits", json=asked)).status_code == 202
    assert (desk.root / "a.bsp").read_bytes() == WHOLE


@pytest.mark.parametrize("way", ["copy", "move"])
async def test_a_page_is_not_copied_or_moved_onto_a_kernels_name(desk: Desk, way: str):
    """By the API and by WebDAV; from one kernel's name to another a whole file goes."""
    await desk.commit({"a.html": PAGE, "a.bsp": WHOLE})
    api = await desk.client.post(f"{BELOW}/{way}", json={"from": "a.html", "to": "b.bsp"})
    assert is_refused(api, "b.bsp", "web-page")
    over = {"Destination": f"{DATA}/b.bsp"}
    dav = await desk.client.request(way.upper(), f"{DATA}/a.html", headers=over)
    assert is_refused(dav, "b.bsp", "web-page")
    assert not (desk.root / "b.bsp").exists()
    answer = await desk.client.post(f"{BELOW}/{way}", json={"from": "a.bsp", "to": "c.bc"})
    assert answer.status_code == 202


async def test_webdav_refuses_it_too(desk: Desk):
    """The older version stays through the DELETE that rclone sends then."""
    await desk.commit({"a.bsp": WHOLE})
    assert is_refused(await desk.client.put(f"{DATA}/a.bsp", content=PAGE), "a.bsp", "web-page")
    assert (await desk.client.delete(f"{DATA}/a.bsp")).status_code == 409
    assert (desk.root / "a.bsp").read_bytes() == WHOLE


@pytest.mark.parametrize("conditions", [{}, {"if_none_match": "*"}])
async def test_a_put_replaces_what_the_quarantine_keeps_back(desk: Desk, conditions: dict[str, str]):
    """It is no part of the collection, so that a condition says nothing of it; it goes to the trash."""
    desk.place("spk/a.bsp", PAGE)
    assert (await put(desk, "spk/a.bsp", WHOLE, **conditions)).status_code == 202
    assert (desk.root / "spk/a.bsp").read_bytes() == WHOLE
    assert [path.read_bytes() for path in (desk.root / ".spicerack/trash").glob("*/*")] == [PAGE]
    assert await publish(desk) == 1
    assert groups(desk) == ()


async def test_a_kernel_that_a_program_still_writes_is_not_replaced(desk: Desk):
    """Half of it is there: that is no damage yet."""
    object.__setattr__(desk.context.writer.placing.limits, "free_seconds", 0.05)
    desk.place("a.bsp", CUT)
    with (desk.root / "a.bsp").open("ab"):
        assert (await put(desk, "a.bsp", WHOLE)).status_code == 409
    assert (desk.root / "a.bsp").read_bytes() == CUT
    assert (await put(desk, "a.bsp", WHOLE)).status_code == 202


async def test_several_files_are_mended_by_one_group(desk: Desk):
    """However many the quarantine keeps back."""
    names = [f"{number}.bsp" for number in range(6)]
    changes = []
    for name in names:
        desk.place(name, PAGE)
        changes.append({"do": "put", "path": name, "upload": await uploaded(desk, WHOLE)})
    answer = await desk.client.post(f"{BELOW}/commits", json={"message": "mended", "changes": changes})
    assert answer.status_code == 202, answer.text
    assert {(desk.root / name).read_bytes() for name in names} == {WHOLE}


async def test_the_same_file_put_again_mends_what_stands_in_its_place(desk: Desk):
    """The tree has it already: no commit follows, and the answer names the revision that has it."""
    revision = await desk.commit({"a.bsp": WHOLE})
    desk.place("a.bsp", CUT, mtime_ns=MTIME_NS + 5)
    answer = await put(desk, "a.bsp", WHOLE)
    assert (answer.status_code, answer.json()["revision"]) == (200, revision)
    assert (desk.root / "a.bsp").read_bytes() == WHOLE
    assert (desk.root / "a.bsp").stat().st_mtime_ns == MTIME_NS


async def test_a_delete_removes_what_the_quarantine_keeps_back(desk: Desk):
    """The file goes everywhere, and what stood in its place here is in the trash."""
    await desk.commit({"a.bsp": WHOLE})
    desk.place("a.bsp", CUT)
    assert (await desk.client.delete(f"{BELOW}/content/a.bsp")).status_code == 202
    assert not (desk.root / "a.bsp").exists()


async def test_bytes_of_a_person_are_published_before_they_are_written_over(desk: Desk):
    """The history has them; without that they would be in the trash of one site alone."""
    await desk.commit({"f": b"one"})
    desk.place("f", b"by hand", mtime_ns=MTIME_NS + 5)
    asking = asyncio.create_task(put(desk, "f", b"two"))
    await until(lambda: any(group.stage == "withdrawn" for group in groups(desk)))
    await desk.commit({"f": b"by hand"}, mtime_ns=MTIME_NS + 5)
    assert (await asking).status_code == 202, (await asking).text
    assert (desk.root / "f").read_bytes() == b"two"
    await publish(desk)
    told = await desk.client.get((await asking).headers["location"])
    assert told.json()["state"] == "committed"
    history = desk.context.followed.projection.history("f")
    assert len(history) == 3


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_bytes_that_nobody_publishes_are_not_written_over(desk: Desk, method: str):
    """409, which says what to do, after a bounded wait."""
    object.__setattr__(desk.context.writer.placing.limits, "free_seconds", 0.05)
    await desk.commit({"f": b"one"})
    desk.place("f", b"by hand")
    answer = await desk.client.request(
        method, f"{BELOW}/content/f", content=b"two" if method == "PUT" else b""
    )
    assert (answer.status_code, (desk.root / "f").read_bytes()) == (409, b"by hand")
    assert "not published yet" in answer.json()["detail"]
