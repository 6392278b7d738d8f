"""A line to a gateway that fails as it is told to. No test module."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx


@dataclass
class FaultyLine(httpx.AsyncBaseTransport):
    """Passes requests on, and does to the answers what the next of its faults says."""

    within: httpx.AsyncBaseTransport
    cuts: list[int] = field(default_factory=list)
    """After how many bytes of a body the next answers break off."""
    statuses: list[int] = field(default_factory=list)
    """What the next requests are answered instead."""
    flips: int = 0
    """How many of the next bodies have their first byte changed."""
    body_cuts: list[int] = field(default_factory=list)
    """After how many bytes of the next pieces of uploads the line breaks."""
    lost: int = 0
    """How many of the next answers to pieces are lost on their way."""
    asked: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Handle one request."""
        self.asked.append(request)
        if self.statuses:
            return httpx.Response(self.statuses.pop(0), headers={"Retry-After": "3"}, request=request)
        if request.method == "PATCH" and self.body_cuts:
            await self._cut_piece(request, self.body_cuts.pop(0))
        answer = await self.within.handle_async_request(request)
        if request.method == "PATCH" and self.lost:
            self.lost -= 1
            raise httpx.ReadError("the answer was lost")
        if "/blobs/" in request.url.path and (self.cuts or self.flips):
            return await self._spoilt(answer)
        return answer

    async def _cut_piece(self, request: httpx.Request, after: int) -> None:
        """Let the first bytes of a body arrive as a server gets them, and break the line."""

        async def cut() -> AsyncIterator[bytes]:
            left = after
            async for piece in request.stream:  # type: ignore[union-attr]
                yield piece[:left]
                left -= len(piece)
                if left <= 0:
                    break
            raise httpx.WriteError("the line broke")

        passed = httpx.Request(request.method, request.url, headers=request.headers, content=cut())
        with contextlib.suppress(httpx.WriteError):
            await self.within.handle_async_request(passed)
        raise httpx.WriteError("the line broke")

    async def _spoilt(self, answer: httpx.Response) -> httpx.Response:
        body = b"".join([piece async for piece in answer.stream])  # type: ignore[union-attr]
        if self.flips:
            self.flips -= 1
            body = bytes([body[0] ^ 1]) + body[1:]
            return httpx.Response(answer.status_code, headers=answer.headers, stream=_Stream(body, None))
        cut = self.cuts.pop(0)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=_Stream(body, cut))


class _Stream(httpx.AsyncByteStream):
    def __init__(self, body: bytes, cut: int | None) -> None:
        self._body = body
        self._cut = cut

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body[: self._cut]
        if self._cut is not None:
            raise httpx.ReadError("the line broke")
