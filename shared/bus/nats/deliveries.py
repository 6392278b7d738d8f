"""Fetching from durable consumers, and ending deliveries."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress

from nats.aio.msg import Msg

from shared.bus.nats.connection import Connection
from shared.bus.nats.inbox import Inbox
from shared.bus.nats.jetstream import SECOND_NS, JetStream, own_headers, status_of
from shared.bus.nats.reply_subject import parse_reply_subject
from shared.bus.port import BusError, BusTimeoutError, Message, NoStreamError

FETCH_SECONDS_MAX = 5.0
"""A pull that a server's restart has swallowed is waited for in vain no longer than this."""

GRACE_SECONDS = 0.5
"""How much longer than the server the client waits for the end of a pull."""

NO_RESPONDERS = "503"
HEARTBEAT = "100"
CONSUMER_GONE = "Consumer Deleted"


class NatsDelivery:
    """One delivery of a message from a durable consumer."""

    def __init__(self, connection: Connection, arrived: Msg, *, timeout: float) -> None:
        place = parse_reply_subject(arrived.reply)
        self._connection = connection
        self._reply = arrived.reply
        self._timeout = timeout
        self._attempt = place.deliveries
        self._message = Message(
            subject=arrived.subject,
            sequence=place.stream_sequence,
            data=arrived.data,
            headers=own_headers(arrived.headers),
        )

    @property
    def message(self) -> Message:
        """What was delivered."""
        return self._message

    @property
    def attempt(self) -> int:
        """1 for the first delivery."""
        return self._attempt

    async def ack(self) -> None:
        """Say that the effect is durable, and wait until the server has noted it (double ack).

        What was said on a connection that breaks is said once more: the work would be done again otherwise.
        """
        try:
            await self._connection.request(self._reply, b"+ACK", timeout=self._timeout)
        except BusTimeoutError:
            await self._connection.request(self._reply, b"+ACK", timeout=self._timeout)

    async def nak(self, *, delay: float) -> None:
        """Ask for it again after `delay` seconds."""
        options = json.dumps({"delay": int(delay * SECOND_NS)})
        await self._say(f"-NAK {options}" if delay > 0 else "-NAK")

    async def term(self, *, reason: str) -> None:
        """Never deliver it again."""
        await self._say(f"+TERM {reason}")

    async def in_progress(self) -> None:
        """Start the ack wait anew."""
        await self._say("+WPI")

    async def _say(self, what: str) -> None:
        await self._connection.send(self._reply, what.encode(), timeout=self._timeout)


async def fetch(
    jetstream: JetStream, stream: str, consumer: str, *, batch: int, timeout: float
) -> Sequence[NatsDelivery]:
    """Fetch up to `batch` deliveries: what is there at once, else the first that comes in time.

    Raises:
        NoStreamError: the consumer is not there.
        BusTimeoutError: the connection is down.
    """
    timeout = min(timeout, FETCH_SECONDS_MAX)
    pull = f"{jetstream.prefix}.CONSUMER.MSG.NEXT.{stream}.{consumer}"
    async with jetstream.connection.inbox(timeout=jetstream.timeout) as inbox:
        try:
            arrived = await _pull(jetstream, pull, inbox, batch=batch, wait=0)
            if not arrived and timeout > 0:
                arrived = await _pull(jetstream, pull, inbox, batch=1, wait=timeout)
        except asyncio.CancelledError:
            await _hand_back(jetstream, inbox.remaining())
            raise
    return [NatsDelivery(jetstream.connection, each, timeout=jetstream.timeout) for each in arrived]


async def _pull(jetstream: JetStream, pull: str, inbox: Inbox, *, batch: int, wait: float) -> list[Msg]:
    """Send one pull and gather what comes until it ends."""
    limit: dict[str, object] = {"expires": int(wait * SECOND_NS)} if wait else {"no_wait": True}
    request = json.dumps({"batch": batch, **limit}).encode()
    await jetstream.connection.send(pull, request, reply=inbox.subject, timeout=jetstream.timeout)
    arrived: list[Msg] = []
    deadline = asyncio.get_running_loop().time() + (wait or jetstream.timeout) + GRACE_SECONDS
    try:
        while len(arrived) < batch:
            left = deadline - asyncio.get_running_loop().time()
            message = await inbox.next(timeout=max(left, 0))
            if message is None or _ends(message, pull):
                break
            if status_of(message) is None:
                arrived.append(message)
    except TimeoutError:
        pass  # the server went away with the pull: what has come is what there is
    except asyncio.CancelledError:
        await _hand_back(jetstream, arrived)
        raise
    return arrived


def _ends(message: Msg, pull: str) -> bool:
    """Tell whether this is the server's word that the pull has ended."""
    status = status_of(message)
    if status == NO_RESPONDERS or CONSUMER_GONE in (message.headers or {}).get("Description", ""):
        raise NoStreamError(f"{pull}: no such consumer: reconcile the topology first")
    return status is not None and status != HEARTBEAT


async def _hand_back(jetstream: JetStream, arrived: Sequence[Msg]) -> None:
    """Return deliveries that nobody will handle, so that another reader has them at once."""
    if not jetstream.connection.connected:
        return
    with suppress(BusError):
        for message in arrived:
            if status_of(message) is None:
                await jetstream.connection.send(message.reply, b"-NAK", timeout=jetstream.timeout)
