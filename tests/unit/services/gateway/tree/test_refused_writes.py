"""A DELETE that follows a refused PUT of the same client changes nothing, whoever refused the PUT."""

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.requests import Request
from starlette.responses import Response as Answer
from starlette.types import Receive, Scope, Send

from services.gateway.tree.refused_writes import SECONDS, RefusedWrites, demand_not_after_refused
from shared.web.problem import RefusedError


class Tree:
    """Answers PUT with what the request asks for, and counts what is deleted."""

    def __init__(self) -> None:
        self.deleted: list[str] = []
        self.now = 0.0
        transport = ASGITransport(RefusedWrites(self.app, monotonic=lambda: self.now))
        self.client = AsyncClient(transport=transport, base_url="http://rack")

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        request = Request(scope, receive)
        if request.method == "DELETE":
            try:
                demand_not_after_refused(scope)
            except RefusedError:
                await Answer(status_code=409)(scope, receive, send)
                return
            self.deleted.append(request.url.path)
        await Answer(status_code=int(request.headers.get("answer", "204")))(scope, receive, send)

    async def put(self, path: str, status: int) -> Response:
        """Put a file, and be answered so."""
        return await self.client.put(path, headers={"answer": str(status)})


@pytest.mark.parametrize("status", [412, 413, 429, 503, 507])
async def test_a_delete_after_a_refused_put_is_refused(status: int) -> None:
    """What stood there stays."""
    tree = Tree()
    await tree.put("/data/spice/a", status)

    assert (await tree.client.delete("/data/spice/a")).status_code == 409
    assert tree.deleted == []


async def test_a_delete_after_a_good_put_goes_on() -> None:
    """So does one for another path, by another client, or long after."""
    tree = Tree()
    await tree.put("/data/spice/a", 507)
    await tree.put("/data/spice/a", 201)
    await tree.put("/data/spice/b", 507)

    await tree.client.delete("/data/spice/a")
    await tree.client.delete("/data/spice/c")
    await tree.client.delete("/data/spice/b", headers={"Authorization": "Bearer other"})
    tree.now = SECONDS + 1
    await tree.client.delete("/data/spice/b")
    assert tree.deleted == ["/data/spice/a", "/data/spice/c", "/data/spice/b", "/data/spice/b"]
