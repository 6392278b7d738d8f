"""A web service that is told of frames: a signed POST for each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

import httpx

from services.archive.hooks.file import Webhook, read_secret
from services.archive.hooks.payload import Said
from services.archive.hooks.port import AwayError, RefusedError
from shared.identity.call_signature import HEADER, signature

LATER = frozenset({408, 425, 429})
"""Statuses below 500 that say nothing against the request (RFC 9110, 8470, 6585)."""


@dataclass(slots=True)
class WebhookReceiver:
    """Implements `Receiver`. Follows no redirect: what is sent goes where the operator said."""

    hook: Webhook
    secret: str | None = field(repr=False)
    now: Callable[[], datetime]
    _client: httpx.AsyncClient | None = None

    async def send(self, said: Said) -> None:
        """Post one event; the answer's body is not read."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": said.number}
        if self.secret is not None:
            headers[HEADER] = signature(self.secret, said.body, at=int(self.now().timestamp()))
        try:
            async with self._open().stream(
                "POST", self.hook.url, content=said.body, headers=headers
            ) as answer:
                status = answer.status_code
        except httpx.HTTPError as error:
            raise AwayError(f"it cannot be reached: {str(error) or type(error).__name__}") from error
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        words = f"it answered {status}"
        if status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in LATER:
            raise RefusedError(words)
        raise AwayError(words)

    async def close(self) -> None:
        """Close its connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=self.hook.seconds,
                limits=httpx.Limits(max_connections=self.hook.at_once),
                follow_redirects=False,
                trust_env=False,
            )
        return self._client


def open_webhook(hook: Webhook, *, now: Callable[[], datetime]) -> WebhookReceiver:
    """Return the receiver. Raises HookFileError: its secret cannot be read."""
    secret = None if hook.secret is None else read_secret(hook.secret)
    return WebhookReceiver(hook, secret, now)
