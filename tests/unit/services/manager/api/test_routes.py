"""The manager's routes, over a context in memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.requests import HTTPConnection

from services.manager.api.application import API, parts_of
from services.manager.context import ManagerContext
from shared.access.grants import NO_RULES, Grant, Identity
from shared.access.rights import IdentityRights
from shared.bus.codec import decode, encode
from shared.catalog.fold.fold import Folded
from shared.contracts.bucket_keys import manager_key
from shared.contracts.messages.ask import Ask
from shared.contracts.messages.presence import ManagerPresence, SiteRecord
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Bucket, Stream
from shared.model.scope import INCLUDED, Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.service.rack_view import RackView
from shared.web.application import make_application
from shared.web.authorise import Caller
from shared.web.problem import UnauthenticatedError
from testing.bus.faults import Fate, NoFaults
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import TOPOLOGY, new_core
from tests.unit.shared.catalog.logging_commits import MADE_AT, Log, file, fold_one, put

OURS = {"SpiceRack-Request": "1"}


class Counting(NoFaults):
    """Lets everything go well, and counts it."""

    def __init__(self) -> None:
        self.asked = 0

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Count."""
        self.asked += client == "manager"
        return super().fate(client, operation, target)


@dataclass(frozen=True)
class Desk:
    """A manager of site `b` in collection `c`, which nobody has registered, and its client."""

    client: AsyncClient
    context: ManagerContext
    counting: Counting

    async def joined(self, *sites: str) -> None:
        """Have sites registered, and say that they are there."""
        for site in sites:
            record = SiteRecord(collection="c", site=site, key="0" * 64)
            await self.context.registry.register_site(record)
            presence = ManagerPresence(collection="c", site=site, state="idle", answered=7)
            value = presence.model_dump_json().encode()
            await self.context.bus.put(Bucket.PRESENCE, manager_key("c", site), value)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Return one whose rack is followed."""
    counting = Counting()
    bus = MemoryBus(MemoryServer(TOPOLOGY, faults=counting), "manager")
    context = new_core(bus=bus, database=tmp_path / "site.db")
    rack = RackView(bus, expires=15.0, monotonic=lambda: 0.0)
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=new_registry(), parts=parts_of(context, rack)
    )
    transport = ASGITransport(application)
    following = asyncio.create_task(rack.run())
    async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
        yield Desk(client, context, counting)
    following.cancel()


@pytest.fixture
def client(desk: Desk) -> AsyncClient:
    """Return its client."""
    return desk.client


async def test_what_all_sites_say_is_answered_from_memory(desk: Desk) -> None:
    """Status and the progress of a sync cost the bus nothing after the first question of each."""
    await desk.joined("a", "b")
    while len((await desk.client.get("/api/v1/sites")).json()["sites"]) < 2:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    for first in ("status", "sync/7"):
        await desk.client.get(f"/api/v1/{first}")
    asked = desk.counting.asked
    for _ in range(3):
        status = (await desk.client.get("/api/v1/status")).json()
        sync = (await desk.client.get("/api/v1/sync/7")).json()
    assert desk.counting.asked == asked
    assert [(one["name"], one["online"]) for one in status["sites"]] == [("a", True), ("b", True)]
    assert (sync["done"], [one["answered"] for one in sync["sites"]]) == (True, [True, True])


async def test_a_plan_names_every_site_also_one_that_never_said_anything(desk: Desk) -> None:
    """Nobody knows what it holds, so nothing is counted."""
    await desk.joined("a", "b")
    while len((await desk.client.get("/api/v1/sites")).json()["sites"]) < 2:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    plan = (await desk.client.get("/api/v1/plan")).json()
    assert [(one["name"], one["obstacle"], one["files"]) for one in plan["sites"]] == [
        ("a", "silent", 0),
        ("b", "silent", 0),
    ]


async def test_a_verification_is_asked_for_told_and_ended_by_its_number(desk: Desk) -> None:
    """Of sites that are registered alone; what no site has told of is not repaired."""
    await desk.joined("a")
    while "a" not in (await desk.client.get("/api/v1/sites")).text:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    assert (await desk.client.post("/api/v1/verify", json={"site": "nobody"})).status_code == 404
    assert (await desk.client.post("/api/v1/verify", json={"percent": 0})).status_code == 422
    asked = (await desk.client.post("/api/v1/verify", json={"site": "a", "paths": ["d"]})).json()["ask"]
    told = (await desk.client.get(f"/api/v1/verify/{asked}")).json()
    assert [(one["name"], one["state"]) for one in told["sites"]] == [("a", "waiting")]
    assert (await desk.client.delete(f"/api/v1/verify/{asked}")).status_code == 202
    assert (await desk.client.post(f"/api/v1/verify/{asked}/repair")).status_code == 404
    said = await desk.context.bus.last_per_subject(Stream.ASKS, TOPOLOGY.ask("c", "*"))
    asks = [decode(Ask, message.data) for message in said]
    assert [(one.kind.value, one.site, one.of) for one in asks] == [
        ("verify", "a", 0),
        ("cancel", "_", asked),
    ]


async def test_a_pause_is_made_told_and_ended(desk: Desk) -> None:
    """Of a site that there is, or of all; one that all sites share is not ended for one."""
    await desk.joined("a", "b")
    while len((await desk.client.get("/api/v1/sites")).json()["sites"]) < 2:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    assert (await desk.client.post("/api/v1/pause", params={"site": "nobody"})).status_code == 404
    made = (await desk.client.post("/api/v1/pause", params={"site": "a"})).json()
    assert [(one["site"], one["by"]) for one in made["pauses"]] == [("a", "127.0.0.1")]
    assert (await desk.client.get("/api/v1/pauses")).json() == made
    assert (await desk.client.post("/api/v1/pause")).json()["pauses"][0]["site"] is None
    refused = await desk.client.post("/api/v1/resume", params={"site": "a"})
    assert (refused.status_code, "all sites of collection c are paused" in refused.text) == (409, True)
    ended = (await desk.client.post("/api/v1/resume")).json()["pauses"]
    assert [one["site"] for one in ended] == [None, "a"]
    assert (await desk.client.get("/api/v1/pauses")).json()["pauses"] == []


async def test_rules_are_planned_taken_once_and_kept(desk: Desk) -> None:
    """A file that nobody would follow refuses them, and so does a version that stands no more."""
    await desk.joined("a", "b")
    log, projection = Log(), desk.context.state.projection
    log.write(put("ck/a.bc", file("1")))
    for sequence, message in log.messages:
        folded = fold_one(projection, message, sequence=sequence)
        assert isinstance(folded, Folded)
        projection.apply(folded)
    while len((await desk.client.get("/api/v1/sites")).json()["sites"]) < 2:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    assert (await desk.client.get("/api/v1/replica-rules")).json()["version"] == 0
    some = {"rules": [{"sites": ["b"], "exclude": ["ck/"]}], "message": "b has no room", "replaces": 0}
    plan = (await desk.client.post("/api/v1/replica-rules/plan", json=some)).json()
    assert [(one["name"], one["files"], one["leaving_files"]) for one in plan["sites"]] == [
        ("a", 1, 0),
        ("b", 0, 1),
    ]
    made = await desk.client.post("/api/v1/replica-rules", json=some)
    assert (made.json()["version"], made.json()["by"]) == (1, "127.0.0.1")
    late = await desk.client.post("/api/v1/replica-rules", json=some)
    assert (late.status_code, "version 1 of the rules stands by now" in late.text) == (409, True)
    nobody = await desk.client.post(
        "/api/v1/replica-rules", json={"rules": [{"sites": ["*"], "exclude": ["ck/"]}]}
    )
    assert (nobody.status_code, "no site would follow 1 file" in nobody.text) == (409, True)
    for odd in ({"replaces": False}, {"copies": True}, {"copies": "2"}):
        assert (await desk.client.post("/api/v1/replica-rules/plan", json=odd)).status_code == 422, odd
    whole = {"copies": 2.0, "replaces": None}
    assert (await desk.client.post("/api/v1/replica-rules/plan", json=whole)).status_code == 200
    history = (await desk.client.get("/api/v1/replica-rules/history")).json()["versions"]
    assert [(one["version"], one["message"]) for one in history] == [(1, "b has no room")]


async def test_a_site_that_is_not_there_cannot_be_released(desk: Desk) -> None:
    """An unknown site and one that is away are told apart."""
    await desk.context.registry.register_site(SiteRecord(collection="c", site="away", key="0" * 64))
    unknown = (await desk.client.get("/api/v1/sites/nobody/release")).json()["detail"]
    assert unknown.startswith("there is no site nobody")
    while "away" not in (await desk.client.get("/api/v1/sites")).text:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    assert (
        (await desk.client.get("/api/v1/sites/away/release"))
        .json()["detail"]
        .startswith("site away is offline")
    )


async def test_what_a_release_cannot_bring_back_is_told_before_it(desk: Desk) -> None:
    """A file that the held site alone had is named, where the directory is taken as it is found."""
    log, context = Log(), desk.context
    log.write(put("w/n", file("1")))
    for sequence, message in log.messages:
        folded = fold_one(context.state.projection, message, sequence=sequence)
        assert isinstance(folded, Folded)
        context.state.projection.apply(folded)
    await desk.joined("a", "b")
    for site, placed in (("a", 1), ("b", 0)):
        want = Want(collection="c", site=site, log_id="a" * 32, head=1, placed=placed)
        await context.bus.publish(TOPOLOGY.want("c", site), encode(want))
    told = {}
    for reason in ("root-older", "key-taken"):
        held = ManagerPresence(
            collection="c", site="a", state="held", hold="!", hold_reason=reason, effect=("looked at",)
        )
        await context.bus.put(Bucket.PRESENCE, manager_key("c", "a"), held.model_dump_json().encode())
        said = {"reason": ""}
        while said.get("reason") != reason:  # the follower of the rack alone knows when it has it
            await asyncio.sleep(0)
            said = (await desk.client.get("/api/v1/sites/a/release")).json()
        told[reason] = said["effect"]
    assert told["key-taken"] == ["looked at"]
    first, lost = told["root-older"]
    assert (first, "1 file that this site had is at no other site that is there: 'w/n'" in lost) == (
        "looked at",
        True,
    )


@pytest.mark.parametrize("name", ["*", "%3E", "a.b", "A", "a%0A"])
async def test_a_site_that_cannot_be_is_malformed(client: AsyncClient, name: str) -> None:
    """A pattern of subjects never reaches the bus as a name."""
    for method in ("GET", "POST"):
        answer = await client.request(method, f"/api/v1/sites/{name}/release")
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example", "Origin": "http://evil.example", "Content-Type": "text/plain"},
        {"Origin": "http://evil.example", **OURS},
        {"Content-Type": "text/plain", **OURS},
        {"Content-Type": "application/json"},
    ],
)
async def test_a_web_page_cannot_release_a_site(desk: Desk, headers: dict[str, str]) -> None:
    """Whatever of the three checks a page gets past, another refuses it, and no site is asked."""
    asked = await desk.context.bus.caught_up(Stream.ASKS, "rack.ask.>")
    del desk.client.headers["spicerack-request"]
    answer = await desk.client.post("/api/v1/sites/b/release", headers=headers)
    assert answer.status_code in (403, 415, 421)
    assert await desk.context.bus.caught_up(Stream.ASKS, "rack.ask.>") == asked


@pytest.mark.parametrize("number", ["-1", "0", str(2**63), "soon"])
async def test_an_ask_that_cannot_be_is_malformed(client: AsyncClient, number: str) -> None:
    """No scan has such a number, so nothing is said to be done."""
    assert (await client.get(f"/api/v1/sync/{number}")).status_code == 422


@pytest.mark.parametrize("name", ["two%0Alines", "last%0A", "%0D"])
async def test_a_name_with_a_line_feed_is_asked_about(client: AsyncClient, name: str) -> None:
    """The history of any name that a file may have is looked up, whatever is in it."""
    answer = await client.get(f"/api/v1/collections/c/files/{name}")
    assert answer.json()["detail"].startswith("nothing ever stood at"), answer.text


async def test_an_answer_about_a_collection_says_its_revision(client: AsyncClient) -> None:
    """The head of the answer names the revision that it stands at."""
    answer = await client.get("/api/v1/collections/c/files")
    assert (answer.status_code, answer.headers["spicerack-revision"]) == (200, "0")


async def test_a_time_of_commits_that_were_never_noted_is_read_from_the_log(desk: Desk) -> None:
    """A site that an old version kept shows its past as others do, not as an empty tree."""
    log, projection = Log(), desk.context.state.projection
    for content in "12":
        log.write(put("path", file(content)))
    for sequence, message in log.messages:
        await desk.context.bus.publish(TOPOLOGY.log("other"), b"not ours")
        await desk.context.bus.publish(TOPOLOGY.log("c"), encode(message))
        folded = fold_one(projection, message, sequence=sequence)
        assert isinstance(folded, Folded)
        projection.apply(folded)
    projection.commits.forget()
    then, before = MADE_AT.isoformat(), (MADE_AT - timedelta(days=1)).isoformat()
    files = "/api/v1/collections/c/files"
    told = (await desk.client.get(files, params={"at": then})).json()
    assert [row["content"] for row in told["files"]] == ["2" * 64]
    assert (await desk.client.get(files, params={"at": before})).json()["files"] == []
    told = (await desk.client.get("/api/v1/collections/c/diff", params={"from": before, "to": then})).json()
    assert (told["earlier"], told["later"], len(told["differences"])) == (0, 4, 1)


async def test_other_collections_are_not_here(client: AsyncClient) -> None:
    """A manager keeps one."""
    assert (await client.get("/api/v1/collections/other/files")).status_code == 404


class Plays:
    """Admits everybody as one caller."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def admit(self, connection: HTTPConnection) -> Caller:
        """Return the caller."""
        return self._caller

    def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("caller", "status"),
    [(Caller("x"), 200), (Caller("x", known=False, lends=False), 401), (Caller("x", lends=False), 403)],
    ids=["token", "anonymous", "link"],
)
async def test_where_services_answer_is_told_to_tokens(tmp_path: Path, caller: Caller, status: int) -> None:
    """Who reads what everybody may, or has a link to a file, is told of no other process."""
    context = new_core(database=tmp_path / "site.db")
    rack = RackView(context.bus, expires=15.0, monotonic=lambda: 0.0)
    following = asyncio.create_task(rack.run())
    application = make_application(
        API,
        health=Health(monotonic=lambda: 0.0),
        registry=new_registry(),
        parts=parts_of(context, rack),
        authorise=Plays(caller),
    )
    async with AsyncClient(transport=ASGITransport(application), base_url="http://localhost") as client:
        answer = await client.get("/api/v1/services")
    following.cancel()
    assert answer.status_code == status
    assert status != 200 or answer.json()["collection"] == "c"


CONFINED = IdentityRights(
    identity=Identity("ada", (Grant(scopes=INCLUDED[Scope.ADMIN], collection="c", prefixes=("ck",)),)),
    is_good=lambda: True,
    ended=lambda: UnauthenticatedError("ended"),
    visibility=lambda _: NO_RULES,
    now=lambda: MADE_AT,
    own="c",
)
"""Of an admin of some paths."""


@pytest.mark.parametrize(
    "what",
    [
        *("orders", "pause", "resume", "sites/b/release", "replica-rules", "verify"),
        *(f"sites/b/{word}" for word in ("drain", "remove", "add", "key/revoke")),
    ],
)
async def test_an_admin_of_some_paths_decides_nothing_for_all(tmp_path: Path, what: str) -> None:
    """Neither which sites there are, nor what they hold, nor whose word counts."""
    context = new_core(database=tmp_path / "site.db")
    application = make_application(
        API,
        health=Health(monotonic=lambda: 0.0),
        registry=new_registry(),
        parts=parts_of(context, RackView(context.bus, expires=15.0, monotonic=lambda: 0.0)),
        authorise=Plays(Caller("ada", CONFINED)),
    )
    transport = ASGITransport(application)
    async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
        assert (await client.post("/api/v1/scan")).status_code == 202
        assert (await client.post(f"/api/v1/{what}")).status_code == 403
