"""The client that asks other services of the site, with bounds on time, bytes and how many at once."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from shared.web.problem import BusyError

SECONDS = 30.0
"""For which an answer is waited for: what takes longer is a job, which the service offers."""

AT_ONCE = 16
"""Questions that are passed on at a time: a page asks a few, and a service answers others, too."""

ANSWER_BYTES_MAX = 64 * 1024 * 1024
"""Of one answer: 20 000 kernels with their times are some tens of MiB."""

BUSY_SECONDS = 2

ASKED_HEADERS = ("accept", "authorization", "if-none-match", "content-type", "spicerack-request")
"""Of a question, that are passed on: who asks has the same rights there as here."""

TOLD_HEADERS = ("content-type", "etag", "cache-control", "spicerack-revision", "link", "retry-after")
"""Of an answer, that are passed on."""


class RelayError(Exception):
    """The service did not answer: the operator looks at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a service is asked."""

    url: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(slots=True)
class Relay:
    """Asks services, at most so many questions at a time."""

    transport: httpx.AsyncBaseTransport | None = None
    """Another one in tests."""
    _asking: int = field(default=0, init=False)

    @asynccontextmanager
    async def ask(self, question: Question) -> AsyncIterator[httpx.Response]:
        """Yield the answer, whose body is yet to come. It follows no redirection, and knows no proxy.

        Raises:
            BusyError: too many questions are passed on already.
            RelayError: nobody answers at the address, or not in time.
        """
        if self._asking >= AT_ONCE:
            raise BusyError(f"{AT_ONCE} questions are passed on already: ask again", retry_after=BUSY_SECONDS)
        self._asking += 1
        try:
            async with (
                httpx.AsyncClient(timeout=SECONDS, trust_env=False, transport=self.transport) as client,
                client.stream(
                    question.method,
                    question.url,
                    headers=dict(question.headers),
                    content=question.body or None,
                ) as answer,
            ):
                yield answer
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RelayError(str(error) or type(error).__name__) from error
        finally:
            self._asking -= 1


async def body_of(answer: httpx.Response) -> bytes:
    """Return the bytes of an answer. Raises RelayError: there are too many."""
    pieces, size = [], 0
    async for piece in answer.aiter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_BYTES_MAX:
            raise RelayError(f"its answer has over {ANSWER_BYTES_MAX} bytes: ask for less")
    return b"".join(pieces)
