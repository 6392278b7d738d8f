"""Directories all of whose files are hidden: no route tells of their names (I12)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from services.gateway.api.application import API
from services.gateway.reading.events import tell_events
from shared.access.grants import Grant, Identity, Visibility
from shared.access.rights import IdentityRights
from shared.contracts.messages.access import AccessRules
from shared.contracts.messages.batch import Change
from shared.model.entry import DELETED
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import AnyCaller, Caller
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, Desk, open_desk
from tests.unit.services.gateway.played_manager import publishing

HIDDEN = AccessRules.model_validate({"hidden": [{"pattern": "raw/*/*.fits"}]})
TREE = f"/data/{COLLECTION}"


class OneReader(AnyCaller):
    """Lets in a reader from whom a pattern is hidden."""

    scopes = frozenset({Scope.READ})

    async def admit(self, connection: object) -> Caller:
        """Return the reader."""
        del connection
        grant = Grant(scopes=self.scopes, collection=COLLECTION)
        rights = IdentityRights(
            identity=Identity("reader", (grant,)),
            is_good=lambda: True,
            ended=AssertionError,
            visibility=lambda _: Visibility.of(HIDDEN),
            now=lambda: datetime(2026, 3, 4, tzinfo=UTC),
            own=COLLECTION,
        )
        return Caller("reader", rights=rights)


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway that has `raw/nova` with hidden files alone, and `raw/open` with one that is seen."""
    async with open_desk(tmp_path) as desk:
        await desk.commit({"raw/nova/a.fits": b"1", "raw/open/b.fits": b"2", "raw/open/notes.txt": b"3"})
        application = make_application(
            API,
            health=Health(monotonic=lambda: 0.0),
            registry=new_registry(),
            parts=(desk.context, desk.context.hot),
            authorise=OneReader(),
        )
        transport = ASGITransport(application)
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
            yield replace(desk, client=client)


@pytest.mark.parametrize(
    "address",
    [
        f"{TREE}/raw/",
        f"{TREE}/raw/?format=json",
        f"{BELOW}/files",
        f"{BELOW}/files?glob=**",
        f"{BELOW}/files?kind=directory",
        f"{BELOW}/files?at=1",
        f"{BELOW}/diff?from=0",
    ],
)
async def test_lists_name_the_directories_whose_files_are_seen(reader: Desk, address: str) -> None:
    """In the tree, the API and differences alike; what is counted is what is told."""
    told = await reader.client.get(address)
    assert told.status_code == 200, told.text
    assert "open" in told.text
    assert "nova" not in told.text
    if "/files" in address:
        assert told.json()["count"] == len(told.json()["files"])


async def test_webdav_names_the_same(reader: Desk) -> None:
    """And has no properties of the other."""
    told = await reader.client.request("PROPFIND", f"{TREE}/raw/", headers={"Depth": "1"})
    assert ("raw/open/" in told.text, "nova" in told.text) == (True, False)
    for depth in ("0", "1"):
        one = await reader.client.request("PROPFIND", f"{TREE}/raw/nova/", headers={"Depth": depth})
        assert one.status_code == 404


@pytest.mark.parametrize("below", ["/", "", "/checksums.txt"])
async def test_the_tree_does_not_lead_there(reader: Desk, below: str) -> None:
    """It is answered as one that never was."""
    hidden = await reader.client.get(f"{TREE}/raw/nova{below}")
    never = await reader.client.get(f"{TREE}/raw/none{below}")
    assert hidden.status_code == never.status_code == 404
    assert hidden.json()["detail"].replace("nova", "none") == never.json()["detail"]


@pytest.mark.parametrize("route", ["files", "content"])
async def test_the_api_does_not_tell_it_from_one_that_is_not_there(reader: Desk, route: str) -> None:
    """Neither by its status nor by a word."""
    hidden = await reader.get(f"/{route}/raw/nova")
    never = await reader.get(f"/{route}/raw/none")
    assert hidden.status_code == never.status_code == 404
    assert hidden.json()["detail"].replace("nova", "none") == never.json()["detail"]


@pytest.mark.parametrize(("route", "query"), [("files", ""), ("content", ""), ("content", "?at=1")])
async def test_a_hidden_file_is_told_as_one_that_never_was(reader: Desk, route: str, query: str) -> None:
    """The wall that hides it and the route that finds nothing say the same, in status and words."""
    hidden = await reader.get(f"/{route}/raw/nova/a.fits{query}")
    never = await reader.get(f"/{route}/raw/open/a.txt{query}")
    assert hidden.status_code == never.status_code == 404
    assert hidden.json()["detail"].replace("nova/a.fits", "open/a.txt") == never.json()["detail"]


async def test_an_archive_does_not_tell_it(reader: Desk) -> None:
    """Nothing stands there, in the same words."""
    told = [
        await reader.client.post(f"{BELOW}/archive", json={"paths": [path], "format": "tar"})
        for path in ("raw/nova", "raw/none")
    ]
    assert [one.status_code for one in told] == [404, 404]
    assert told[0].json()["detail"].replace("nova", "none") == told[1].json()["detail"]


async def test_events_do_not_name_it_when_it_comes_and_when_it_goes(reader: Desk) -> None:
    """A deletion has no kind: what stood there before tells that it was a directory."""
    await reader.commit({"raw/nova/a.fits": None})
    await reader.say([Change(path="raw/nova", state=DELETED)])
    stopping, told = asyncio.Event(), b""
    caller = await OneReader().admit(None)
    follow = tell_events(reader.context.followed, caller, collection=COLLECTION, after=0, stopping=stopping)
    async for piece in follow:
        told += piece
        if b"notes.txt" in told:
            stopping.set()
    assert b"nova" not in told


async def test_who_may_write_there_sees_it(reader: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would find out by writing; what is in it stays hidden."""
    monkeypatch.setattr(OneReader, "scopes", frozenset({Scope.READ, Scope.WRITE}))
    told = await reader.client.get(f"{TREE}/raw/")
    assert "nova" in told.text
    assert "a.fits" not in (await reader.client.get(f"{TREE}/raw/nova/")).text


@dataclass(frozen=True)
class Transfer:
    """A request about a directory that holds hidden files."""

    method: str
    address: str
    status: int
    removes: bool
    copies: bool = True


NAMED = {"from": "raw", "to": "moved"}


@pytest.mark.parametrize(
    "asked",
    [
        Transfer("COPY", f"{TREE}/raw/", 201, removes=False),
        Transfer("MOVE", f"{TREE}/raw/", 207, removes=True),
        Transfer("DELETE", f"{TREE}/raw/", 207, removes=True, copies=False),
        Transfer("POST", f"{BELOW}/copy", 200, removes=False),
        Transfer("POST", f"{BELOW}/move", 200, removes=True),
    ],
    ids=lambda one: f"{one.method} {one.address}",
)
async def test_of_a_directory_what_the_caller_sees_is_copied_moved_or_removed(
    reader: Desk, monkeypatch: pytest.MonkeyPatch, asked: Transfer
) -> None:
    """What is hidden stays where it is, with the directories that lead there; no word tells of it."""
    monkeypatch.setattr(OneReader, "scopes", frozenset({Scope.READ, Scope.WRITE}))
    headers = {"Destination": f"{TREE}/moved", "Prefer": "wait=60"}
    async with publishing(reader):
        told = await reader.client.request(asked.method, asked.address, headers=headers, json=NAMED)
    assert told.status_code == asked.status, told.text
    assert "fits" not in told.text
    assert (f"<D:href>{TREE}/raw/open/</D:href><D:status>HTTP/1.1 409" in told.text) == (asked.status == 207)
    assert ("'raw' stays" in told.text) == asked.address.endswith("/move")
    live = {one.path for one in reader.context.followed.projection.live() if one.state.content}
    assert live == {
        *("raw/open/b.fits", "raw/nova/a.fits"),
        *(() if asked.removes else ("raw/open/notes.txt",)),
        *(("moved/open/notes.txt",) if asked.copies else ()),
    }
    assert all((reader.root / path).is_file() for path in live)
