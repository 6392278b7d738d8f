"""Rights that end while a request is under way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import URL, ASGITransport, AsyncClient, RemoteProtocolError

from services.gateway.api.application import API
from services.gateway.api.changes import is_hidden
from services.gateway.reading import watched
from services.gateway.tree import list_directory
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Caller, Everything
from shared.web.problem import UnauthenticatedError
from tests.unit.services.gateway.api.test_change_routes import left
from tests.unit.services.gateway.desk import BELOW, COLLECTION, PATIENCE, hash_of, open_desk
from tests.unit.services.gateway.played_manager import groups, publishing
from tests.unit.shared.web.serving import serving


class UntilTheyEnd(Everything):
    """The rights of a token that is revoked."""

    ended = False

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether it still stands."""
        return not self.ended

    def holds(self, scope: Scope, collection: str, path: str) -> bool:
        """Tell whether it still stands."""
        return not self.ended

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether it still stands."""
        return not self.ended

    def demand_good(self) -> None:
        """Say how it ended."""
        if self.ended:
            raise UnauthenticatedError("revoked")


class OneCaller:
    """Lets one caller in."""

    def __init__(self, rights: UntilTheyEnd) -> None:
        self.rights = rights

    async def admit(self, _: object) -> Caller:
        """Return it."""
        return Caller("pipe", self.rights)

    def leave(self, connection: object, caller: Caller, status: int) -> None:
        """Do nothing."""


PATCH = {"Content-Type": "application/partial-upload", "Upload-Offset": "0"}


@pytest.mark.parametrize(
    ("method", "where"),
    [
        ("PUT", f"{BELOW}/content/f"),
        ("PUT", f"/data/{COLLECTION}/f"),
        ("POST", f"{BELOW}/uploads?path=f"),
        ("PATCH", f"{BELOW}/uploads?path=f"),
    ],
)
@pytest.mark.parametrize("when", ["between two pieces", "with the last"])
async def test_a_file_of_a_token_that_is_revoked_meanwhile_is_not_put(
    tmp_path: Path, method: str, where: str, when: str
) -> None:
    """However long its body takes: what stood there stays, and nothing is left of it."""
    rights = UntilTheyEnd()

    async def body() -> AsyncIterator[bytes]:
        yield b"evil "
        rights.ended = when == "between two pieces"
        yield b"bytes"
        rights.ended = True

    async with open_desk(tmp_path) as desk, publishing(desk):
        await desk.commit({"f": b"good"})
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(desk.context,), authorise=OneCaller(rights),
        )  # fmt: skip
        client = AsyncClient(transport=ASGITransport(application), base_url="http://localhost")
        async with client:
            said = {"SpiceRack-Request": "1", "Upload-Complete": "?1"}
            if method == "PATCH":
                begun = await client.post(where, headers={**said, "Upload-Complete": "?0"})
                where, said = begun.headers["location"], {**said, **PATCH}
            answer = await client.request(method, where, content=body(), headers=said)
        assert (answer.status_code, answer.json()["detail"]) == (401, "revoked")
        assert (desk.root / "f").read_bytes() == b"good"
        assert groups(desk) == ()
        assert method == "PATCH" or left(desk) == []


class Watched(UntilTheyEnd):
    """Rights that let it be known when somebody has found that they ended."""

    def __init__(self) -> None:
        self.found = asyncio.Event()

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether they still stand."""
        if self.ended:
            self.found.set()
        return not self.ended

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether they still stand."""
        return self.may(Scope.READ, collection, path)


class QuickCaller(OneCaller):
    """Lets one caller in without waiting."""

    def admit_at_once(self, _: object) -> Caller:
        """Return it."""
        return Caller("pipe", self.rights)


LARGE = bytes(24 * 1024 * 1024)
"""More than a connection within this host holds."""


@pytest.mark.parametrize(
    ("where", "is_hot"),
    [
        (f"{BELOW}/content/f", False),
        (f"{BELOW}/content/f", True),
        (f"{BELOW}/blobs/{hash_of(LARGE)}", False),
        (f"/data/{COLLECTION}/f", False),
        (f"{BELOW}/archive", False),
    ],
)
async def test_a_file_that_may_not_be_read_any_more_is_told_no_further(
    tmp_path: Path, where: str, *, is_hot: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hidden by a rule, or its caller's token was revoked: an answer under way is cut, and not ended."""
    monkeypatch.setattr(watched, "LOOK_SECONDS", 0.01)
    rights = Watched()
    async with open_desk(tmp_path) as desk:
        await desk.commit({"f": LARGE})
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(desk.context, desk.context.hot), authorise=QuickCaller(rights),
        )  # fmt: skip
        async with serving(application, fast=True) as served:
            url = URL(await served.url(where))
            async with AsyncClient() as client:
                for _ in range(2 if is_hot else 0):  # The first time its digests are not known at once.
                    await client.get(url, headers={"Range": "bytes=0-0", "Want-Repr-Digest": "sha-256=1"})
            assert (desk.context.hot.files.get(where) is not None) == is_hot
            reader, writer = await asyncio.open_connection(url.host, url.port)
            writer.write(_request(url))
            head = await reader.readuntil(b"\r\n\r\n")
            rights.ended = True
            async with asyncio.timeout(PATIENCE):
                await rights.found.wait()
            told = await reader.read()
            writer.close()
    assert b" 200 " in head
    assert len(told) < len(LARGE)


def _request(url: URL) -> bytes:
    """Return a request for one file, or for an archive of it."""
    body = b'{"paths": ["f"]}' if url.path.endswith("/archive") else b""
    lines = [f"{'POST' if body else 'GET'} {url.path} HTTP/1.1", f"Host: {url.host}:{url.port}"]
    lines += ["SpiceRack-Request: 1", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines = lines if body else lines[:2]
    return "\r\n".join((*lines, "", "")).encode() + body


@pytest.mark.parametrize("method", ["GET", "PROPFIND"])
@pytest.mark.parametrize("what", ["", "checksums.txt"])
async def test_a_list_of_a_token_that_is_revoked_meanwhile_is_cut(
    tmp_path: Path, method: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that lacks the rest, and looks whole, has `rclone sync` delete what it has of it."""
    rights = UntilTheyEnd()
    pages = list_directory._page

    def ended(*asked: Any) -> object:
        rights.ended = True
        return pages(*asked)

    monkeypatch.setattr(list_directory, "_page", ended)
    async with open_desk(tmp_path) as desk:
        await desk.commit({"d/f": b"1", "d/g": b"2"})
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(desk.context,), authorise=OneCaller(rights),
        )  # fmt: skip
        async with serving(application, fast=True) as served, AsyncClient(headers={"Depth": "1"}) as client:
            where = await served.url(f"/data/{COLLECTION}/d/{what if method == 'GET' else ''}")
            with pytest.raises(RemoteProtocolError):
                await client.request(method, where)


class Reading(UntilTheyEnd):
    """The rights of who may read alone."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether it is asked to read."""
        return scope is Scope.READ

    def holds(self, scope: Scope, collection: str, path: str) -> bool:
        """Tell the same."""
        return self.may(scope, collection, path)


async def test_a_delete_after_a_refused_put_is_refused_by_credentials_first(tmp_path: Path) -> None:
    """Whoever may not delete is told so, counted and noted, whatever is remembered of its writes."""
    async with open_desk(tmp_path) as desk, publishing(desk):
        await desk.commit({"f": b"good"})
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(desk.context,), authorise=OneCaller(Reading()),
        )  # fmt: skip
        async with AsyncClient(transport=ASGITransport(application), base_url="http://localhost") as client:
            where = f"/data/{COLLECTION}/f"
            told = [(await client.put(where, content=b"x")).status_code]
            told += [(await client.delete(where)).status_code]
        assert told == [403, 403]


class HiddenFile(Everything):
    """The rights of a writer from whom `raw/a.jmg` is hidden."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether it may."""
        return path is None or not path.endswith(".jmg")


async def test_below_a_hidden_path_nothing_tells_whether_a_file_is_there(tmp_path: Path) -> None:
    """It is refused as the path itself, whatever stands there."""
    async with open_desk(tmp_path) as desk, publishing(desk):
        await desk.commit({"raw/a.jmg": b"hidden", "raw/seen": b"seen"})
        caller = Caller("writer", HiddenFile())
        told = {one: is_hidden(desk.context, caller, f"raw/{one}") for one in ("a.jmg/y", "b.jmg/y", "seen")}
        assert told == {"a.jmg/y": True, "b.jmg/y": True, "seen": False}
