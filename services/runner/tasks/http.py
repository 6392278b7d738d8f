"""Calls over HTTP: a step that a web service carries out, with a signature that it can check."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import httpx

from services.runner.settings import Address, RunnerFile, read_secret
from services.runner.tasks.port import Step, StepError
from shared.identity.call_signature import HEADER, signature
from shared.states.errors import TIMEOUT
from shared.states.values import Json, parse_json

CAUSE_MAX: Final = 500
"""Characters of a refusal that the cause tells."""

TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which trying again may help (RFC 9110, 6585, 8470)."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls addresses that the runner's file allows."""

    now: Callable[[], datetime]
    transport: httpx.AsyncBaseTransport | None = None

    def client(self, address: Address) -> httpx.AsyncClient:
        """Return a client for an address: a context manager."""
        return httpx.AsyncClient(
            timeout=address.timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            transport=self.transport,
        )

    async def post(self, url: str, body: bytes, *, key: str, address: Address) -> bytes:
        """Post JSON, and return the answer's body. Raises StepError."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if address.secret is not None:
            at = int(self.now().timestamp())
            headers[HEADER] = signature(read_secret(address.secret), body, at=at)
        try:
            async with (
                asyncio.timeout(address.answer_seconds),
                self.client(address) as client,
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                data = await _bounded(answer, address.answer_bytes, url)
        except httpx.TimeoutException as error:
            raise StepError(TIMEOUT, f"{url} did not answer within {address.timeout_seconds:g} s") from error
        except TimeoutError as error:
            raise StepError(
                TIMEOUT, f"the answer of {url} did not end within {address.answer_seconds:g} s"
            ) from error
        except (httpx.ConnectError, httpx.UnsupportedProtocol) as error:
            raise StepError("Http.Retryable", f"{url} cannot be reached: {error}") from error
        except httpx.HTTPError as error:
            raise StepError(
                "Http.Retryable",
                f"no whole answer came from {url}, which may have done its work: {error}",
            ) from error
        if not answer.is_success:
            name = "Http.Retryable" if answer.status_code in TRY_AGAIN else "Http.Failed"
            said = data[:CAUSE_MAX].decode(errors="replace")
            raise StepError(name, f"{url} answered {answer.status_code}: {said}")
        return data


async def _bounded(answer: httpx.Response, bytes_max: int, url: str) -> bytes:
    blocks: list[bytes] = []
    size = 0
    async for block in answer.aiter_bytes():
        size += len(block)
        if size > bytes_max:
            raise StepError("Http.AnswerTooLarge", f"{url} answered more than {bytes_max} bytes")
        blocks.append(block)
    return b"".join(blocks)


def address_of(file: RunnerFile, url: str) -> Address:
    """Return what the runner's file says of the origin of an address. Raises StepError."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise StepError("Task.BadArguments", f"{url!r} is no address: {error}") from error
    found = file.http.get(f"{parts.scheme}://{parts.netloc}")
    if found is None:
        raise StepError(
            "Runner.NotAllowed", f"the runner's file allows no calls to {parts.scheme}://{parts.netloc}"
        )
    return found


@dataclass(frozen=True, slots=True)
class HttpTask:
    """The call that a resource is."""

    caller: Caller
    file: RunnerFile
    instant: bool = False

    async def run(self, step: Step) -> Json:
        """Post the arguments to the resource. Raises StepError."""
        url, address = step.job.resource, address_of(self.file, step.job.resource)
        said = {
            "execution": step.job.execution,
            "task": step.job.task,
            "state": step.job.state,
            "input": step.job.arguments,
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        key = f"{step.job.execution}/{step.job.task}"
        data = await self.caller.post(url, body, key=key, address=address)
        try:
            found = parse_json(data) if data.strip() else None
        except ValueError as error:
            raise StepError("Http.BadAnswer", f"{url} answered no JSON: {error}") from error
        return found


@dataclass(frozen=True, slots=True)
class NotifyTask:
    """Tells a receiver of the runner's file a message."""

    caller: Caller
    file: RunnerFile
    instant: bool = False

    async def run(self, step: Step) -> Json:
        """Post `message` to the receiver that `to` names. Raises StepError."""
        asked = step.job.arguments if isinstance(step.job.arguments, dict) else {}
        to = asked.get("to")
        receiver = self.file.notify.get(to) if isinstance(to, str) else None
        if receiver is None:
            known = ", ".join(sorted(self.file.notify)) or "none"
            raise StepError("Runner.NotAllowed", f"no receiver {to!r} in the runner's file: there is {known}")
        body = json.dumps({"execution": step.job.execution, "message": asked.get("message")}).encode()
        key = f"{step.job.execution}/{step.job.task}"
        await self.caller.post(receiver.url, body, key=key, address=Address(secret=receiver.secret))
        return {"notified": to}
