"""Large bodies are read by a compiled parser, and nobody sees it but by the clock."""

import json
import struct
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel

from shared.web.compiled_json import CompiledJsonRoute

DOUBLES = [
    struct.unpack("<d", struct.pack("<Q", 0x3FF0123456789ABC + step * 0x10FEDCBA98765))[0]
    for step in range(200)
]


class Body(BaseModel):
    """What is asked."""

    numbers: tuple[float, ...] = ()
    text: str = ""


async def said(content: bytes, *, compiled: bool) -> tuple[int, Any]:
    """Return what a route answers to a body."""
    router = APIRouter(route_class=CompiledJsonRoute) if compiled else APIRouter()

    @router.post("/asked")
    async def asked(body: Body) -> list[str]:
        return [repr(one) for one in (*body.numbers, body.text)]

    application = FastAPI()
    application.include_router(router)
    headers = {"Content-Type": "application/json"}
    async with AsyncClient(transport=ASGITransport(app=application), base_url="http://a") as client:
        answer = await client.post("/asked", content=content, headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"numbers": DOUBLES}).encode(),
        json.dumps({"text": "\u00e9"}).encode("utf-16"),
        rb'{"text": "\ud800"}',
        b'{"numbers": [-0.0, 1e22, 5e-324], "numbers": [-0, 1E2]}',
        b'{"numbers": [1,]}',
        b'{"numbers": [1}',
        b'{"text": "\xff"}',
        b"",
        b"null",
    ],
)
async def test_a_body_is_taken_or_refused_as_in_any_other_route(content: bytes) -> None:
    """Numbers keep their bits, and what is malformed is told at the same place."""
    assert await said(content, compiled=True) == await said(content, compiled=False)
