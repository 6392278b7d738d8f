"""Publishing to a stream: awaited, bounded in bytes, with compare-and-set and time to live."""

import json
from collections.abc import Mapping
from typing import Any

from shared.bus.budget import BytesBudget
from shared.bus.nats import translate
from shared.bus.nats.connection import Connection
from shared.bus.port import BusError, PublishAck

SHARE_MIN = 64 * 1024
"""Bytes in flight that the smallest message counts as. With 32 MiB, 512 wait for the disk at a time: the
time-out of a publish begins when it is sent, and thousands that are sent at once would all run into it."""


class Publisher:
    """Publishes on one connection."""

    def __init__(self, connection: Connection, *, bytes_in_flight: int, timeout: float) -> None:
        self._connection = connection
        self._budget = BytesBudget(bytes_in_flight)
        self._timeout = timeout

    @property
    def bytes_in_flight(self) -> int:
        """Payload that is published and not yet acknowledged; each message counts at least `SHARE_MIN`."""
        return self._budget.used

    async def publish(self, subject: str, data: bytes, headers: Mapping[str, str]) -> PublishAck:
        """Publish and return once the stream has stored it. Raises as `Bus.publish`."""
        return parse_ack(await self._ask(subject, data, headers), doing=f"publish to {subject}")

    async def hand_over(self, subject: str, data: bytes, headers: Mapping[str, str]) -> None:
        """Publish what is stored later, together with others. Raises BusError where it is refused."""
        answer = await self._ask(subject, data, headers)
        if answer:
            parse_ack(answer, doing=f"publish to {subject}")
            raise BusError(f"publish to {subject}: stored by itself: nats-server 2.12 or later is needed")

    async def _ask(self, subject: str, data: bytes, headers: Mapping[str, str]) -> bytes:
        async with self._budget.hold(max(len(data), SHARE_MIN)):
            reply = await self._connection.request(subject, data, timeout=self._timeout, headers=headers)
        return reply.data


def parse_ack(data: bytes, *, doing: str) -> PublishAck:
    """Return what a stream answered to a publish. Raises the port's error when it refused."""
    try:
        answer: dict[str, Any] = json.loads(data)
    except ValueError as error:
        raise BusError(f"{doing}: something that is no stream answered: is another reader there?") from error
    refused = translate.from_answer(answer, doing=doing)
    if refused is not None:
        raise refused
    return PublishAck(sequence=int(answer["seq"]), duplicate=bool(answer.get("duplicate", False)))
