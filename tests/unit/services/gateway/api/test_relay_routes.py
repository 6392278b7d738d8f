"""Questions that a gateway passes on: to which service, in whose words, and which go nowhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection

from services.gateway.relay.passed import PASSED
from services.gateway.relay.relay import ANSWER_BYTES_MAX, Relay
from services.gateway.relay.routes import address_in, route_for
from shared.bus.codec import encode
from shared.contracts.bucket_keys import manager_key, service_key
from shared.contracts.messages.presence import ManagerPresence, ServicePresence
from shared.contracts.topology import Bucket
from shared.web.authorise import EVERYTHING, AnyCaller, Caller, Everything, Rights, Scope
from tests.unit.services.gateway.desk import COLLECTION, Desk, open_desk

HERE = "http://10.0.0.1:9000"


class Asked:
    """A service that remembers what it was asked, and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.body: bytes = b'{"kernels": []}'
        self.status = 200
        self.fails = False

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        self.requests.append(request)
        if self.fails:
            raise httpx.ConnectError("nobody is there")
        headers = {"content-type": "application/json", "set-cookie": "a=b", "spicerack-revision": "7"}
        return httpx.Response(self.status, content=self.body, headers=headers)


class May(Everything):
    """The rights of who has some scopes, in the gateway's collection alone."""

    def __init__(self, *scopes: Scope) -> None:
        self._scopes = scopes

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell."""
        del path
        return scope in self._scopes and collection in (None, COLLECTION)


class Callers(AnyCaller):
    """Lets the rights be said that a caller has."""

    rights: Rights = EVERYTHING

    async def admit(self, connection: HTTPConnection) -> Caller:
        """Return the caller."""
        del connection
        return Caller("somebody", self.rights)

    def admit_at_once(self, connection: HTTPConnection) -> Caller:
        """Return the caller."""
        del connection
        return Caller("somebody", self.rights)


@pytest.fixture
def callers() -> Callers:
    """Who asks."""
    return Callers()


@pytest.fixture
def asked() -> Asked:
    """The SPICE service of the site."""
    return Asked()


@pytest.fixture
async def passing(tmp_path: Path, asked: Asked, callers: Callers) -> AsyncIterator[Desk]:
    """A gateway of site `a`, and SPICE services at other sites and at its own, which starts yet."""
    relay = Relay(transport=httpx.MockTransport(asked.answer))
    async with open_desk(tmp_path, relay=relay, authorise=callers) as desk:
        for site, state, url in (("b", "ready", "http://10.6.6.6"), ("a", "starting", HERE)):
            await say(desk, site=site, state=state, url=url)
        following = asyncio.create_task(desk.context.rack.run())
        yield desk
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def say(desk: Desk, *, site: str, state: str, url: str) -> None:
    """Have a SPICE service say that it is there."""
    one = ServicePresence(service="spice", collection=COLLECTION, site=site, url=url, state=state)
    await desk.bus.put(Bucket.PRESENCE, service_key("spice", COLLECTION, site, "1"), encode(one))


async def hear(desk: Desk, service: str, *, site: str | None, says: str | None = None) -> None:
    """Have a process of a service be there, whose words may name another site, and one after it."""
    one = ServicePresence(service=service, collection=COLLECTION, site=says or site, url=HERE)
    await desk.bus.put(Bucket.PRESENCE, service_key(service, COLLECTION, site, "1"), encode(one))
    await begin(desk)


async def begin(desk: Desk) -> None:
    """Have the service of the gateway's own site be ready, and wait until the gateway has heard it."""
    await say(desk, site="a", state="ready", url=HERE)
    while address_in(await desk.context.rack.services(COLLECTION), passed=PASSED[0], site="a") is None:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def test_a_question_goes_to_the_service_of_the_site_in_the_words_of_its_asker(
    passing: Desk, asked: Asked
) -> None:
    """With its token, and no cookie either way; never to another site, which could name any host."""
    early = await passing.client.get("/api/v1/spice/kernels")
    assert (early.status_code, asked.requests) == (404, [])
    await begin(passing)
    said = {"Authorization": "Bearer srk_x", "Cookie": "c=d"}
    answer = await passing.client.get("/api/v1/spice/kernels?body=MRO&after=a%2Fb", headers=said)
    assert (answer.json(), answer.headers["spicerack-revision"]) == ({"kernels": []}, "7")
    assert "set-cookie" not in answer.headers
    (request,) = asked.requests
    assert str(request.url) == f"{HERE}/api/v1/spice/kernels?body=MRO&after=a%2Fb"
    assert request.headers["authorization"] == "Bearer srk_x"
    assert "cookie" not in request.headers


async def test_problems_of_the_service_are_told_as_they_are(passing: Desk, asked: Asked) -> None:
    """A service that is silent, or tells without end, is a problem of its own: try again."""
    await begin(passing)
    asked.status, asked.body = 404, b'{"detail": "no such body"}'
    told = await passing.client.get("/api/v1/spice/coverage?body=X")
    assert (told.status_code, told.json()["detail"]) == (404, "no such body")
    asked.status, asked.fails = 200, True
    silent = await passing.client.get("/api/v1/spice/coverage?body=X")
    assert (silent.status_code, "nobody is there" in silent.json()["detail"]) == (503, True)
    asked.fails, asked.body = False, bytes(ANSWER_BYTES_MAX + 1)
    assert (await passing.client.get("/api/v1/spice/coverage?body=X")).status_code == 503


@pytest.mark.parametrize(
    "path",
    [
        "spice/geometry/jobs/1",
        "spice/kernels/x",
        "spice/metakernels/../../tokens",
        "spice/",
        "spice",
        "kernels",
        "",
    ],
)
def test_what_is_not_in_the_table_goes_nowhere(path: str) -> None:
    """The gateway is no open proxy: whole paths, and beginnings that end in a slash."""
    assert route_for("GET", path) is None


async def test_a_change_goes_on_with_its_body_and_its_mark(passing: Desk, asked: Asked) -> None:
    """The service asks for the mark of our clients as the gateway does."""
    await hear(passing, "workflow", site="a")
    answer = await passing.client.post("/api/v1/executions/e-1/cancel", json={"cause": "wrong input"})
    assert answer.status_code == 200
    (request,) = asked.requests
    assert (request.method, str(request.url)) == ("POST", f"{HERE}/api/v1/executions/e-1/cancel")
    assert (request.content, request.headers["spicerack-request"]) == (b'{"cause":"wrong input"}', "1")


async def test_a_set_of_kernels_is_asked_for_by_who_may_read(
    passing: Desk, asked: Asked, callers: Callers
) -> None:
    """The question is a body, and changes nothing."""
    await begin(passing)
    callers.rights = May(Scope.READ)
    answer = await passing.client.post("/api/v1/spice/kernel-sets?as=archive", json={"bodies": ["MRO"]})
    assert answer.status_code == 200
    (request,) = asked.requests
    assert (str(request.url), request.content) == (
        f"{HERE}/api/v1/spice/kernel-sets?as=archive",
        b'{"bodies":["MRO"]}',
    )


@pytest.mark.parametrize(
    ("question", "rights"),
    [
        ("POST executions/e-1/retry", (Scope.READ,)),
        ("POST sites/a/release", (Scope.READ, Scope.WRITE)),
        ("POST collections/kernels/quarantine/drop?path=x", (Scope.READ,)),
        ("POST collections/kernels/trash/empty?before=2026-01-01T00:00:00Z", (Scope.READ, Scope.WRITE)),
        ("POST pause?site=b", (Scope.READ, Scope.WRITE)),
        ("DELETE dead/1", (Scope.READ, Scope.ADMIN)),
        ("GET dead", (Scope.READ, Scope.ADMIN)),
        ("GET executions", ()),
        ("GET sites/a/nothing", ()),
    ],
)
async def test_a_service_that_asks_nobody_does_nothing_for_who_may_not(
    passing: Desk, asked: Asked, callers: Callers, question: str, rights: tuple[Scope, ...]
) -> None:
    """It listens on this host alone, and takes the gateway for one who may: so the gateway asks first."""
    for service in ("workflow", "manager"):
        await hear(passing, service, site="a")
    callers.rights = May(*rights)
    method, _, path = question.partition(" ")
    answer = await passing.client.request(method, f"/api/v1/{path}")
    assert (answer.status_code, asked.requests) == (403, [])


async def test_frames_and_states_are_asked_for_below_the_api_and_answered_from_where_they_are(
    passing: Desk, asked: Asked
) -> None:
    """Services have routes outside of our API, in the forms of others."""
    await hear(passing, "archive", site="a")
    await hear(passing, "satellites", site=None)
    for path in ("archive/frames/17/headers?a=b", "archive/frames/17/thumbnails/small", "satellites/status"):
        assert (await passing.client.get(f"/api/v1/{path}")).status_code == 200
    there = [str(request.url).removeprefix(HERE) for request in asked.requests]
    assert there == ["/frames/17/headers/?a=b", "/frames/17/thumbnails/small/", "/status"]


@pytest.mark.parametrize("number", ["17%2F..%2F18", "%2e%2e", "a%20b", "1%3Fx"])
async def test_a_name_that_means_something_else_encoded_goes_nowhere(
    passing: Desk, asked: Asked, number: str
) -> None:
    """A name in a path has letters that mean the same whoever decodes them."""
    await hear(passing, "archive", site="a")
    assert (await passing.client.get(f"/api/v1/archive/frames/{number}")).status_code == 404
    assert asked.requests == []


async def test_a_site_that_says_it_is_another_is_not_asked(passing: Desk, asked: Asked) -> None:
    """It would be shown the tokens of callers of the site whose name it says (I9)."""
    await hear(passing, "archive", site="b", says="a")
    await hear(passing, "satellites", site="b", says="a")
    lie = ManagerPresence(collection=COLLECTION, site="a", state="idle", url="http://10.6.6.6")
    await passing.bus.put(Bucket.PRESENCE, manager_key(COLLECTION, "b"), encode(lie))
    await begin(passing)
    for path in ("archive/frames", "satellites/status", "sites/a/release"):
        assert (await passing.client.get(f"/api/v1/{path}")).status_code == 404
    assert asked.requests == []
