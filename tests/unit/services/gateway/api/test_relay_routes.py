"""Questions that a gateway passes on: to which service, in whose words, and which go nowhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from services.gateway.relay.relay import ANSWER_BYTES_MAX, Relay
from services.gateway.relay.routes import address_in, service_for
from shared.bus.codec import encode
from shared.contracts.bucket_keys import service_key
from shared.contracts.messages.presence import ServicePresence
from shared.contracts.topology import Bucket
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


@pytest.fixture
def asked() -> Asked:
    """The SPICE service of the site."""
    return Asked()


@pytest.fixture
async def passing(tmp_path: Path, asked: Asked) -> AsyncIterator[Desk]:
    """A gateway of site `a`, and SPICE services at other sites and at its own, which starts yet."""
    relay = Relay(transport=httpx.MockTransport(asked.answer))
    async with open_desk(tmp_path, relay=relay) as desk:
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


async def begin(desk: Desk) -> None:
    """Have the service of the gateway's own site be ready, and wait until the gateway has heard it."""
    await say(desk, site="a", state="ready", url=HERE)
    while address_in(await desk.context.rack.services(COLLECTION), service="spice", site="a") is None:  # noqa: ASYNC110
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
    assert service_for(path) is None
