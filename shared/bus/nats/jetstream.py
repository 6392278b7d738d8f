"""JetStream's request API over one connection: JSON out, JSON back, errors of the port.

The server refuses unknown fields since 2.12, so requests name exactly what they mean.
"""

import base64
import json
from collections.abc import Mapping
from email.parser import BytesHeaderParser
from typing import Any

from nats.aio.msg import Msg

from shared.bus.nats import translate
from shared.bus.nats.connection import Connection
from shared.bus.nats.publish_headers import TIME_TO_LIVE
from shared.bus.port import Message

SECOND_NS = 1_000_000_000
"""JetStream counts durations in nanoseconds."""

HEADER_LINE_END = b"\r\n"

RESERVED_HEADER = "nats-"
"""Headers of this family are the server's business and are not shown to callers, but for a time to live."""


class JetStream:
    """Requests to JetStream on one connection."""

    def __init__(self, connection: Connection, *, prefix: str, timeout: float) -> None:
        self.connection = connection
        self.prefix = prefix
        self.timeout = timeout

    async def call(self, request: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Send the request `<prefix>.<request>` and return its answer. Raises BusError."""
        answer = await self.ask(request, body)
        error = translate.from_answer(answer, doing=request)
        if error is not None:
            raise error
        return answer

    async def ask(self, request: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Like `call`, but return an answer that holds an error, too."""
        payload = json.dumps(body).encode() if body else b""
        reply = await self.connection.request(f"{self.prefix}.{request}", payload, timeout=self.timeout)
        answer: dict[str, Any] = json.loads(reply.data)
        return answer


def stored_message(raw: Mapping[str, Any]) -> Message:
    """Return the message in an answer to STREAM.MSG.GET."""
    return Message(
        subject=str(raw["subject"]),
        sequence=int(raw["seq"]),
        data=base64.b64decode(raw.get("data", "")),
        headers=_parse_headers(base64.b64decode(raw.get("hdrs", ""))),
    )


def direct_message(reply: Msg) -> Message:
    """Return the message in an answer to DIRECT.GET, which carries its origin in headers."""
    headers = reply.headers or {}
    return Message(
        subject=headers["Nats-Subject"],
        sequence=int(headers["Nats-Sequence"]),
        data=reply.data,
        headers=own_headers(headers),
    )


def own_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return the headers without the server's own, but for the time to live that the writer gave."""
    return {
        key: value
        for key, value in (headers or {}).items()
        if key == TIME_TO_LIVE or not key.lower().startswith(RESERVED_HEADER)
    }


def status_of(message: Msg) -> str | None:
    """Return the status of a message that the server made itself (404, 408, 100, ...), else None."""
    if message.data or not message.headers:
        return None
    return message.headers.get("Status")


def _parse_headers(block: bytes) -> dict[str, str]:
    """Parse a NATS header block: a version line, then lines as in RFC 5322."""
    _, _, lines = block.partition(HEADER_LINE_END)
    return own_headers(dict(BytesHeaderParser().parsebytes(lines).items())) if lines else {}
