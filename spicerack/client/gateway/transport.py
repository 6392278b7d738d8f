"""Requests to one gateway, tried again where that is safe, with growing pauses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from shared.model.backoff import Backoff
from shared.model.base import FrozenModel
from spicerack.client.gateway.errors import UnavailableError, error_of, retry_after_of
from spicerack.errors import UsageProblem

OURS = {"SpiceRack-Request": "1"}
"""Said with every request: a change without it could be a web page's doing, and is refused."""

PASSING = frozenset({429, 502, 503, 504})
"""Statuses that another moment may change."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that may be sent again whatever became of the first one."""

Sleep = Callable[[float], Awaitable[None]]
Answer = TypeVar("Answer", bound=FrozenModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a client goes on trying."""

    attempts: int = 6
    """Of one request without a byte of progress."""
    backoff: Backoff = field(default_factory=lambda: Backoff(first=0.25, longest=10.0, factor=2.0))
    """Seconds between attempts."""
    longest_wait: float = 60.0
    """Seconds that a gateway's `Retry-After` may make it wait."""


class Transport:
    """Sends requests to one gateway. Belongs to one loop."""

    def __init__(
        self, http: httpx.AsyncClient, *, url: str, patience: Patience, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._http = http
        self._url = url
        self._sleep = sleep
        self.patience = patience

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return self._url

    async def ask(self, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
        """Send a request and return its whole answer, which is a success.

        Beside what httpx takes: `repeat`, that it may be sent again whatever its method, and `once`, that it
        may not be sent again at all, as a body that is read once.

        Raises:
            GatewayError: it is none, or none came.
        """
        async with self.stream(method, path, **request) as response:
            await self._read(response)
            return response

    async def read(self, model: type[Answer], path: str, params: Mapping[str, str | int | None]) -> Answer:
        """Return the answer to a question, as a model of it."""
        given = {name: str(value) for name, value in params.items() if value is not None}
        response = await self.ask("GET", path, params=given)
        return self.parsed(model, response)

    def parsed(self, model: type[Answer], response: httpx.Response) -> Answer:
        """Return an answer as a model. Raises UnavailableError: it is of something else."""
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            raise UnavailableError(
                f"what answers at {self._url} is no gateway of this version of SpiceRack"
            ) from error

    @asynccontextmanager
    async def stream(self, method: str, path: str, **request: Any) -> AsyncIterator[httpx.Response]:  # noqa: ANN401
        """Send a request and yield its answer, a success whose body has not been read.

        Raises:
            GatewayError: it is none, or none came.
        """
        response = await self._answered(method, path, request)
        try:
            yield response
        except httpx.HTTPError as error:
            raise self._failed(error) from error
        finally:
            await response.aclose()

    async def pause(self, failures: int, *, asked: float = 0.0) -> None:
        """Wait after the n-th failure in a row, at least as long as the gateway asked."""
        await self._sleep(max(self.patience.backoff.delay(failures), min(asked, self.patience.longest_wait)))

    async def _answered(self, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        repeat, once = bool(request.pop("repeat", method in SAFE)), bool(request.pop("once", False))
        attempts = 1 if once else self.patience.attempts
        for failures in range(1, attempts + 1):
            last = failures == attempts
            try:
                built = self._http.build_request(method, path, **request)
                response = await self._http.send(built, stream=True)
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise UsageProblem(f"{self._url!r} is no address of a gateway ({error})") from error
            except httpx.HTTPError as error:
                if last or not (repeat or _is_unsent(error)):
                    raise self._failed(error) from error
                await self.pause(failures)
                continue
            if response.is_success:
                return response
            if last or response.status_code not in PASSING:
                raise await self._refused(response)
            await response.aclose()
            await self.pause(failures, asked=retry_after_of(response))
        raise AssertionError("the last attempt returns or raises")

    async def _refused(self, response: httpx.Response) -> Exception:
        try:
            await self._read(response)
        finally:
            await response.aclose()
        return error_of(response, url=self._url)

    async def _read(self, response: httpx.Response) -> None:
        try:
            await response.aread()
        except httpx.HTTPError as error:
            raise self._failed(error) from error

    def _failed(self, error: httpx.HTTPError) -> UnavailableError:
        if isinstance(error, httpx.ConnectError):
            return UnavailableError(
                f"no gateway answers at {self._url}: start one with `spicerack up`, or say another address"
            )
        said = str(error) or type(error).__name__
        return UnavailableError(f"the gateway at {self._url} does not answer ({said}): try again")


def _is_unsent(error: httpx.HTTPError) -> bool:
    """Tell whether nobody has seen the request that failed."""
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
