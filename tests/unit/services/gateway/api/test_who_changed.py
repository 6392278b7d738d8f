"""Names of who has changed files over a gateway, as log, history and events tell them."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from services.gateway.api.application import API
from services.gateway.reading.events import tell_events
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Caller, Everything
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, Desk, open_desk
from tests.unit.services.gateway.played_manager import publishing

TREE = f"/data/{COLLECTION}"
ADA = "ada (aaaaaaaaaaaa)"


class Named(Everything):
    """The rights of a caller who has said who it is."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Return True."""
        return True


CALLERS = {
    "ada": Caller(ADA, Named()),
    "link": Caller(f"link of {ADA} from 192.0.2.7", Named(), lends=False),
    "anybody": Caller("anonymous from 192.0.2.7", Named(), known=False),
    "loopback": Caller("127.0.0.1"),
}


class OneOf:
    """Lets in whom a header names."""

    async def admit(self, connection: object) -> Caller:
        """Return the caller."""
        return CALLERS[connection.headers["x-who"]]  # type: ignore[attr-defined]

    def leave(self, connection: object, caller: Caller, status: int) -> None:
        """Do nothing."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway that knows its callers by name."""
    async with open_desk(tmp_path) as opened, publishing(opened):
        application = make_application(
            API, health=Health(monotonic=lambda: 0.0), registry=new_registry(),
            parts=(opened.context, opened.context.hot), authorise=OneOf(),
        )  # fmt: skip
        transport = ASGITransport(application)
        headers = {**OURS, "Prefer": "wait=60"}
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            rack = asyncio.create_task(opened.context.rack.run())
            yield replace(opened, client=client)
            rack.cancel()


async def ask(desk: Desk, method: str, where: str, *, who: str = "ada", **more: object) -> dict[str, object]:
    """Ask, and return the answer."""
    headers = {"x-who": who, "Destination": f"{TREE}/to"}
    told = await desk.client.request(method, where, headers=headers, **more)  # type: ignore[arg-type]
    assert told.is_success, told.text
    return told.json() if told.content and "json" in told.headers["content-type"] else {}


NAMES = {"from": "f", "to": "to"}
DELETION = {"message": "", "changes": [{"do": "delete", "path": "f"}]}


@pytest.mark.parametrize(
    ("method", "where", "more", "path"),
    [
        ("PUT", f"{BELOW}/content/new", {"content": b"x"}, "new"),
        ("PUT", f"{TREE}/new", {"content": b"x"}, "new"),
        ("DELETE", f"{BELOW}/content/f", {}, "f"),
        ("DELETE", f"{TREE}/f", {}, "f"),
        ("MKCOL", f"{TREE}/new", {}, "new"),
        ("MOVE", f"{TREE}/f", {}, "f"),
        ("COPY", f"{TREE}/f", {}, "to"),
        ("POST", f"{BELOW}/move", {"json": NAMES}, "f"),
        ("POST", f"{BELOW}/copy", {"json": NAMES}, "to"),
        ("POST", f"{BELOW}/commits", {"json": DELETION}, "f"),
        ("POST", f"{BELOW}/uploads?path=new", {"content": b"x"}, "new"),
    ],
)  # fmt: skip
async def test_every_change_says_who_made_it(
    desk: Desk, method: str, where: str, more: dict[str, object], path: str
) -> None:
    """In the log, and in the history of each path."""
    await desk.commit({"f": b"1"})
    await ask(desk, method, where, **more)
    log = await ask(desk, "GET", f"{BELOW}/log")
    assert [one["by"] for one in log["commits"]] == [[ADA], []]  # type: ignore[index,attr-defined]
    history = await ask(desk, "GET", f"{BELOW}/files/{path}")
    assert history["history"][0]["by"] == ADA  # type: ignore[index]


@pytest.mark.parametrize(("who", "by"), [("link", f"link of {ADA}"), ("loopback", "")])
async def test_a_change_by_a_link_is_its_makers(desk: Desk, who: str, by: str) -> None:
    """No address is kept in the log for ever; and who need not say who it is has no name."""
    await ask(desk, "PUT", f"{TREE}/f", who=who, content=b"x")
    told = await ask(desk, "GET", f"{BELOW}/files/f")
    assert told["history"][0]["by"] == by  # type: ignore[index]


async def test_names_are_told_to_who_says_its_own(desk: Desk) -> None:
    """Whoever reads what is for everybody, or by a link, hears of the change alone."""
    await ask(desk, "PUT", f"{TREE}/f", content=b"x")
    for who, heard in (("ada", True), ("loopback", True), ("link", False), ("anybody", False)):
        for where in (f"{BELOW}/log", f"{BELOW}/files/f"):
            assert ("ada" in json.dumps(await ask(desk, "GET", where, who=who))) == heard, (who, where)
        stopping, told = asyncio.Event(), b""
        followed = desk.context.followed
        async for piece in tell_events(
            followed, CALLERS[who], collection=COLLECTION, after=0, stopping=stopping
        ):
            told += piece
            if b'"path":"f"' in told:
                stopping.set()
        assert (b"ada" in told) == heard
