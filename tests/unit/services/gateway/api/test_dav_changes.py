"""WebDAV changes files as RFC 4918 has it, and no old tool loses data by it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from services.gateway.api import dav_changes
from services.gateway.api.application import API
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Caller, Scope
from tests.unit.services.gateway.desk import COLLECTION, Desk, open_desk
from tests.unit.services.gateway.played_manager import publishing

TREE = f"/data/{COLLECTION}"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway whose site publishes what is written."""
    async with open_desk(tmp_path) as opened, publishing(opened):
        yield opened


async def ask(desk: Desk, method: str, address: str, body: bytes = b"", **headers: str) -> Response:
    """Ask as a WebDAV client does: without any header of ours."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = desk.client.build_request(method, f"{TREE}{address}", content=body or None, headers=named)
    del request.headers["SpiceRack-Request"]
    return await desk.client.send(request)


def files(desk: Desk) -> dict[str, bytes]:
    """Return the files of the site's directory."""
    return {
        str(path.relative_to(desk.root)): path.read_bytes()
        for path in desk.root.rglob("*")
        if path.is_file() and ".spicerack" not in path.parts
    }


def paths(desk: Desk) -> list[str]:
    """Return what the log says is there."""
    return [entry.path for entry in desk.context.followed.projection.live()]


async def test_a_put_is_there_for_the_propfind_that_follows(desk: Desk) -> None:
    """With its size and the time that was asked for; the second put replaces the first."""
    made = await ask(desk, "PUT", "/a.bsp", b"12345", X_OC_Mtime="1500000000")
    again = await ask(desk, "PUT", "/a.bsp", b"123456")
    seen = await ask(desk, "PROPFIND", "/a.bsp", Depth="0")

    assert (made.status_code, made.headers["x-oc-mtime"]) == (201, "accepted")
    assert again.status_code == 204
    assert "<D:getcontentlength>6</D:getcontentlength>" in seen.text
    assert files(desk) == {"a.bsp": b"123456"}
    first = desk.context.followed.projection.history("a.bsp")[-1]
    assert first.state.mtime_ns == 1_500_000_000 * 10**9


async def test_what_is_not_committed_yet_says_where_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 202 has the address of the change; what is committed stays at its own address."""
    monkeypatch.setattr(dav_changes, "WAIT_MAX", 0.0)
    async with open_desk(tmp_path) as desk:
        waits = await ask(desk, "PUT", "/a", b"one")
        change = await desk.client.get(waits.headers["location"])
    assert (waits.status_code, change.status_code, change.json()["state"]) == (202, 200, "waiting")


async def test_a_put_of_other_bytes_than_were_said_changes_nothing(desk: Desk) -> None:
    """The checksum of ownCloud's clients is held against the bytes."""
    await ask(desk, "PUT", "/a", b"one")
    right = hashlib.sha1(b"two", usedforsecurity=False).hexdigest()

    assert (await ask(desk, "PUT", "/a", b"tow", OC_Checksum=f"SHA1:{right}")).status_code == 400
    assert files(desk) == {"a": b"one"}
    assert (await ask(desk, "PUT", "/a", b"two", OC_Checksum=f"SHA1:{right}")).status_code == 204


async def test_the_delete_after_a_refused_put_is_refused(desk: Desk) -> None:
    """Rclone sends one, whatever the reason was; the older version stays. Another caller's DELETE counts."""
    await ask(desk, "PUT", "/d", b"")
    await ask(desk, "MKCOL", "/e/")
    await ask(desk, "PUT", "/e/a", b"older")
    refused = await ask(desk, "PUT", "/e/a", b"newer", If_Match='"0000"')

    assert refused.status_code == 412
    assert (await ask(desk, "DELETE", "/e/a")).status_code == 409
    assert (await ask(desk, "DELETE", "/e/")).status_code == 409
    assert files(desk)["e/a"] == b"older"
    assert (await ask(desk, "PUT", "/e/a", b"newer")).status_code == 204
    assert (await ask(desk, "DELETE", "/e/a")).status_code == 204


async def test_directories_are_made_below_those_that_are_there(desk: Desk) -> None:
    """405 where something stands, 409 without a parent, 415 with a body."""
    assert (await ask(desk, "MKCOL", "/d/")).status_code == 201
    assert (await ask(desk, "MKCOL", "/d")).status_code == 405
    assert (await ask(desk, "MKCOL", "/x/y/")).status_code == 409
    assert (await ask(desk, "PUT", "/x/y", b"z")).status_code == 409
    assert (await ask(desk, "MKCOL", "/z/", b"<a/>")).status_code == 415
    assert (await ask(desk, "PUT", "/d", b"x")).status_code == 405
    assert (desk.root / "d").is_dir()


async def test_a_directory_is_removed_with_what_lies_in_it_as_one_commit(desk: Desk) -> None:
    """History keeps it."""
    for address in ("/d/", "/d/e/"):
        await ask(desk, "MKCOL", address)
    await ask(desk, "PUT", "/d/e/f", b"x")
    await ask(desk, "PUT", "/d.txt", b"beside")
    before = desk.context.followed.revision

    assert (await ask(desk, "DELETE", "/d/")).status_code == 204
    assert (paths(desk), files(desk)) == (["d.txt"], {"d.txt": b"beside"})
    assert not (desk.root / "d").exists()
    assert desk.context.followed.revision == before + 1
    assert (await ask(desk, "DELETE", "/d/")).status_code == 404
    assert (await ask(desk, "DELETE", "/")).status_code == 403


async def test_files_are_copied_and_moved(desk: Desk) -> None:
    """Over another only where Overwrite lets it."""
    await ask(desk, "PUT", "/a", b"one")
    await ask(desk, "PUT", "/b", b"two")
    there = f"http://localhost{TREE}"

    assert (await ask(desk, "COPY", "/a", Destination=f"{there}/c%20d")).status_code == 201
    assert (await ask(desk, "COPY", "/a", Destination=f"{there}/b", Overwrite="F")).status_code == 412
    assert (await ask(desk, "MOVE", "/a", Destination=f"{there}/b")).status_code == 204
    assert files(desk) == {"b": b"one", "c d": b"one"}
    assert (await ask(desk, "MOVE", "/b", Destination=f"{there}/x/y")).status_code == 409
    assert (await ask(desk, "MOVE", "/b", Destination="http://elsewhere/data/kernels/y")).status_code == 422
    assert (await ask(desk, "MOVE", "/b", Destination=f"{there}/b")).status_code == 403


async def test_directories_are_copied_and_moved_whole(desk: Desk) -> None:
    """As one commit; into itself, or over another, never."""
    await ask(desk, "MKCOL", "/d/")
    await ask(desk, "MKCOL", "/d/e/")
    await ask(desk, "PUT", "/d/e/f", b"x")
    there = f"http://localhost{TREE}"

    assert (await ask(desk, "COPY", "/d/", Destination=f"{there}/copy/", Depth="infinity")).status_code == 201
    before = desk.context.followed.revision
    assert (await ask(desk, "MOVE", "/d/", Destination=f"{there}/moved/")).status_code == 201
    assert desk.context.followed.revision == before + 1
    assert files(desk) == {"copy/e/f": b"x", "moved/e/f": b"x"}
    assert (await ask(desk, "MOVE", "/copy/", Destination=f"{there}/copy/e/g/")).status_code == 403
    assert (await ask(desk, "MOVE", "/copy/", Destination=f"{there}/moved/")).status_code == 409


async def test_properties_are_refused_one_by_one(desk: Desk) -> None:
    """A client that sets a time learns that it did not."""
    await ask(desk, "PUT", "/a", b"one")
    body = b'<propertyupdate xmlns="DAV:"><set><prop><x xmlns="urn:y">1</x></prop></set></propertyupdate>'
    told = await ask(desk, "PROPPATCH", "/a", body)

    assert (told.status_code, "403 Forbidden" in told.text, "urn:y" in told.text) == (207, True, True)
    assert (await ask(desk, "PROPPATCH", "/none", body)).status_code == 404


async def test_hostile_addresses_change_nothing(desk: Desk, tmp_path: Path) -> None:
    """Nothing outside of the collection is written, moved or removed."""
    (tmp_path / "kept").write_bytes(b"k")
    for address in ("/..%2fkept", "/%2e%2e/kept", "/.spicerack/x", "/.spicerackignore", "/a%00b", "//kept"):
        for method in ("PUT", "DELETE", "MKCOL", "MOVE"):
            answer = await ask(
                desk, method, address, b"x" if method == "PUT" else b"", Destination=f"{TREE}/new"
            )
            assert answer.status_code in (403, 404, 405, 409, 422), (method, address, answer.status_code)
    assert (tmp_path / "kept").read_bytes() == b"k"
    assert files(desk) == {}


@pytest.mark.parametrize("target", [".spicerack/x", "b/../x"])
async def test_where_no_file_may_be_no_directory_is_asked_for(desk: Desk, target: str) -> None:
    """To be told to make one that nobody may make helps no one."""
    await desk.commit({"a": b"1"})
    answer = await ask(desk, "COPY", "/a", Destination=f"{TREE}/{target.replace('..', '%2e%2e')}")
    assert (answer.status_code, "make it first" in answer.text) == (422, False)


async def test_a_page_can_post_nothing_unasked(desk: Desk) -> None:
    """What a browser sends without asking first needs our header; the other methods it asks about."""
    assert (await ask(desk, "POST", "/a", b"x")).status_code in (403, 405)
    foreign = await ask(desk, "PUT", "/a", b"x", Origin="http://evil.example")
    assert foreign.status_code == 403


async def test_who_may_write_below_one_prefix_writes_nowhere_else(tmp_path: Path) -> None:
    """By none of the methods, whatever stands there."""

    class OfCk:
        """The rights of a token that may write below `ck`."""

        def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
            del scope, collection
            return path is None or path.startswith("ck/")

        def holds(self, scope: Scope, collection: str, path: str) -> bool:
            return self.may(scope, collection, path)

        def sees(self, collection: str, path: str) -> bool:
            del collection
            return path.startswith("ck/")

        def enters(self, collection: str, directory: str) -> bool:
            del collection
            return directory in ("", "ck")

        def shows(self, collection: str, directory: str) -> bool | None:
            return self.enters(collection, directory)

        def sees_all(self, collection: str | None) -> bool:
            del collection
            return False

        def prefixes(self, collection: str) -> tuple[str, ...]:
            del collection
            return ("ck",)

        def demand_good(self) -> None:
            """Do nothing."""

    class Door:
        """Lets one caller in."""

        async def admit(self, connection: object) -> Caller:
            del connection
            return Caller("ck", OfCk())

        def leave(self, connection: object, caller: Caller, status: int) -> None:
            del connection, caller, status

    async with open_desk(tmp_path) as opened, publishing(opened):
        await opened.commit({"lsk/kept": b"kept", "ck/mine": b"mine"})
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(opened.context,), authorise=Door(),
        )  # fmt: skip
        transport = ASGITransport(application)
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            for method in ("DELETE", "MKCOL", "MOVE", "COPY", "PUT"):
                for path in ("lsk/kept", "lsk/new"):
                    answer = await client.request(
                        method, f"{TREE}/{path}", content=b"evil" if method == "PUT" else None,
                        headers={"Destination": f"{TREE}/ck/stolen"},
                    )  # fmt: skip
                    assert answer.status_code in (403, 404), (method, path, answer.status_code)
            assert (await client.put(f"{TREE}/ck/mine", content=b"newer")).status_code == 204
        assert files(opened) == {"lsk/kept": b"kept", "ck/mine": b"newer"}


async def test_a_link_hands_in_where_no_directory_is_yet(tmp_path: Path) -> None:
    """Who has one can make no directory; whoever can is told to, as RFC 4918 asks."""

    class Linked:
        """Lets in who uses a link."""

        async def admit(self, connection: object) -> Caller:
            del connection
            return Caller("link of a (1) from ::1", lends=False)

        def leave(self, connection: object, caller: Caller, status: int) -> None:
            del connection, caller, status

    async with open_desk(tmp_path) as opened, publishing(opened):
        assert (await ask(opened, "PUT", "/drop/new/a", b"x")).status_code == 409
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(opened.context,), authorise=Linked(),
        )  # fmt: skip
        transport = ASGITransport(application)
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.put(f"{TREE}/drop/new/a", content=b"handed in")
            assert answer.status_code == 201, answer.text
            assert (await client.put(f"{TREE}/drop/new/a/b", content=b"below a file")).status_code == 409
        assert files(opened) == {"drop/new/a": b"handed in"}


async def test_conditions_of_moves_and_removals_are_held(desk: Desk) -> None:
    """`If-Match` and `If-Unmodified-Since`; `If` is for locks, and is told so."""
    await ask(desk, "PUT", "/a", b"one")
    there = f"http://localhost{TREE}/b"

    assert (await ask(desk, "MOVE", "/a", Destination=there, If_Match='"wrong"')).status_code == 412
    assert (await ask(desk, "COPY", "/a", Destination=there, If='(["wrong"])')).status_code == 412
    assert (await ask(desk, "DELETE", "/a", If='(["wrong"])')).status_code == 412
    old = "Mon, 01 Jan 2001 00:00:00 GMT"
    assert (await ask(desk, "PUT", "/a", b"two", If_Unmodified_Since=old)).status_code == 412
    assert (await ask(desk, "MOVE", "/a/", Destination=there)).status_code == 404
    assert files(desk) == {"a": b"one"}


async def test_of_many_moves_to_one_new_name_one_is_done(desk: Desk) -> None:
    """Overwrite: F is kept when it is written, not when it is asked."""
    for name in "abc":
        await ask(desk, "PUT", f"/{name}", name.encode())
    there = f"http://localhost{TREE}/target"
    answers = await asyncio.gather(
        *(ask(desk, "MOVE", f"/{name}", Destination=there, Overwrite="F") for name in "abc")
    )

    assert sorted(answer.status_code for answer in answers) == [201, 412, 412]
    assert len(files(desk)) == 3


@pytest.mark.parametrize("time", ["1e999999", "1E220000", "1e-999999", "nan", "inf", "-1e30"])
async def test_odd_times_are_refused_at_once(desk: Desk, time: str) -> None:
    """A number that would be written out in a million digits is none."""
    answer = await ask(desk, "PUT", "/a", b"x", X_OC_Mtime=time)
    assert answer.status_code == 422
