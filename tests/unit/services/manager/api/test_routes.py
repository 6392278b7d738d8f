"""The manager's routes, over a context in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from services.manager.api.application import API, parts_of
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from tests.unit.services.manager.wiring import new_core

OURS = {"SpiceRack-Request": "1"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Return a client of the manager of site `b` in collection `c`, which nobody has registered."""
    context = new_core(database=tmp_path / "site.db")
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=new_registry(), parts=parts_of(context)
    )
    transport = ASGITransport(application)
    async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
        yield client


@pytest.mark.parametrize("name", ["*", "%3E", "a.b", "A", "a%0A"])
async def test_a_site_that_cannot_be_is_malformed(client: AsyncClient, name: str) -> None:
    """A pattern of subjects never reaches the bus as a name."""
    for method in ("GET", "POST"):
        answer = await client.request(method, f"/api/v1/sites/{name}/release")
        assert answer.status_code == 422, answer.text


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


async def test_other_collections_are_not_here(client: AsyncClient) -> None:
    """A manager keeps one."""
    assert (await client.get("/api/v1/collections/other/files")).status_code == 404
