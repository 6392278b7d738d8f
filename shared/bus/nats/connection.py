"""One connection to NATS that comes back for ever, and says what happened in the port's errors."""

import asyncio
import logging
import math
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.bus.nats import translate
from shared.bus.nats.heed_cancellation import heeding_cancellation
from shared.bus.nats.inbox import Inbox
from shared.bus.nats.listening import Listening
from shared.bus.nats.translate import Cause, cause_of
from shared.bus.port import BusError, BusTimeoutError
from shared.bus.settings import BusSettings

logger = logging.getLogger(__name__)

REVIVE_PAUSE = 0.25
"""Seconds between two looks whether a lost connection stands again."""

ANSWER_GRACE = 0.5
"""Seconds that an answer may still take after a reconnect: a cluster can send it to the new connection."""

HEADER_BLOCK = len(b"NATS/1.0\r\n\r\n")

HEADER_EACH = len(b": \r\n")

LET_GO_SECONDS = 2.0
"""In which a lost connection has to be let go of. What waits to leave through a dead line never does, and the
client library waits for it before it connects again: until the system gives up, a quarter of an hour."""

PINGS_UNANSWERED = 2
"""One may be late behind a large message on a slow line."""

CLIENT_ERRORS = (nats.errors.Error, OSError, TimeoutError)
"""What the client library raises when it could not do what was asked."""


class Connection:
    """One connection. Nothing is buffered while it is down: what is asked then waits, then times out."""

    def __init__(self, settings: BusSettings, *, purpose: str, patience: float = 0.0) -> None:
        """Make one that is not connected yet.

        Args:
            settings: where the servers are, and how long to wait.
            purpose: part of the name that the server shows.
            patience: seconds that one message may take on the line. An answer to a ping waits behind it.
        """
        self._settings = settings
        self._ping_seconds = max(settings.ping_seconds, patience / PINGS_UNANSWERED)
        self._name = f"{settings.name} {purpose}"
        self._client: Client | None = None
        self._closing = False
        self._connecting = asyncio.Lock()
        self._inboxes: dict[str, Inbox] = {}
        self._listenings: set[Listening] = set()
        self._waiting: set[asyncio.Timeout] = set()
        self._stuck_since: float | None = None
        """When it was first seen lost and not let go of."""
        self._let_go = False
        """Whether the library has let go of the connection that was lost last."""
        self._sent_before = 0
        self._sent_headers = 0
        """The client library counts payloads alone."""
        self.errors: Counter[Cause] = Counter()
        """Errors that the server or socket reported outside of any request."""
        self.last_error = ""
        self._refused = False

    @property
    def connected(self) -> bool:
        """Whether it stands now."""
        return self._client is not None and bool(self._client.is_connected)

    @property
    def sent_bytes(self) -> int:
        """Payload and header bytes sent since the beginning: what the server counts as received."""
        now = int(self._client.stats["out_bytes"]) if self._client else 0
        return self._sent_before + self._sent_headers + now

    @property
    def unread(self) -> int:
        """Messages that have come and nobody has read yet."""
        return sum(inbox.waiting for inbox in self._inboxes.values())

    @property
    def max_payload(self) -> int:
        """Largest message that the server takes, in bytes; 0 before the first connection."""
        return int(self._client.max_payload) if self._client else 0

    async def ready(self, *, timeout: float, doing: str = "connect") -> Client:
        """Return the client once it is connected.

        Raises:
            BusTimeoutError: it is not, after `timeout` seconds.
        """
        if self._client is not None and self._client.is_connected:
            return self._client
        try:
            async with asyncio.timeout(timeout):
                return await self._wait_connected()
        except TimeoutError as error:
            raise BusTimeoutError(self._why_not(doing, timeout)) from error

    async def request(
        self, subject: str, payload: bytes, *, timeout: float, headers: Mapping[str, str] | None = None
    ) -> Msg:
        """Send a request and return its answer.

        Raises:
            BusTimeoutError: no answer in time.
            NoStreamError: nobody listens on the subject.
            BusError: it cannot be sent.
        """
        client = await self.ready(timeout=timeout, doing=subject)
        header_bytes = _header_bytes(headers)
        _check_size(subject, len(payload) + header_bytes, limit=int(client.max_payload))
        self._sent_headers += header_bytes
        asked = dict(headers) if headers else None
        return await heeding_cancellation(
            self._answered(client, subject, payload, timeout=timeout, headers=asked)
        )

    async def _answered(
        self,
        client: Client,
        subject: str,
        payload: bytes,
        *,
        timeout: float,
        headers: dict[str, str] | None,
    ) -> Msg:
        """Wait for the answer to a request."""
        bound = asyncio.timeout(timeout)
        self._waiting.add(bound)
        try:
            async with bound:
                return await client.request(subject, payload, timeout=timeout, headers=headers)
        except CLIENT_ERRORS as error:
            raise translate.from_client(error, doing=subject) from error
        finally:
            self._waiting.discard(bound)

    async def send(
        self,
        subject: str,
        payload: bytes,
        *,
        reply: str = "",
        timeout: float,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send without waiting for anything.

        Raises:
            BusTimeoutError: the connection is down for longer than `timeout` seconds.
            BusError: it cannot be sent.
        """
        client = await self.ready(timeout=timeout, doing=subject)
        header_bytes = _header_bytes(headers)
        _check_size(subject, len(payload) + header_bytes, limit=int(client.max_payload))
        try:
            self._sent_headers += header_bytes
            await client.publish(subject, payload, reply=reply, headers=dict(headers) if headers else None)
        except CLIENT_ERRORS as error:
            raise translate.from_client(error, doing=subject) from error

    async def flush(self, *, timeout: float) -> None:
        """Wait until the server has taken all that was sent: the client library's memory for it has no bound.

        Raises:
            BusTimeoutError: it has not after `timeout` seconds, or the connection is down.
        """
        client = await self.ready(timeout=timeout, doing="flush")
        try:
            async with asyncio.timeout(timeout):
                await heeding_cancellation(client.flush(timeout=math.ceil(timeout)))
        except CLIENT_ERRORS as error:
            raise translate.from_client(error, doing="flush") from error

    @asynccontextmanager
    async def inbox(self, *, timeout: float, below: str = "") -> AsyncIterator[Inbox]:
        """Listen on a subject of our own for as long as the block runs.

        Args:
            timeout: seconds to wait for the connection.
            below: what is listened to below the subject, e.g. `.*`, so that answers tell what they answer.

        Raises:
            BusTimeoutError: the connection is down for longer than `timeout` seconds.
        """
        client = await self.ready(timeout=timeout, doing="listen for answers")
        inbox = Inbox(client.new_inbox())
        try:
            subscription = await client.subscribe(inbox.subject + below, cb=inbox.put)
        except CLIENT_ERRORS as error:
            raise translate.from_client(error, doing="listen for answers") from error
        self._inboxes[inbox.subject] = inbox
        try:
            yield inbox
        finally:
            del self._inboxes[inbox.subject]
            with suppress(*CLIENT_ERRORS):
                await subscription.unsubscribe()

    @asynccontextmanager
    async def listen(
        self, subject: str, *, queue: str, limit: int, timeout: float
    ) -> AsyncIterator[Listening]:
        """Listen on any subject for the block; see `PubSub.listen`.

        Raises:
            BusTimeoutError: the connection is down for longer than `timeout` seconds.
        """
        listening = Listening(subject, queue=queue, limit=limit)
        client = await self.ready(timeout=timeout, doing=f"listen to {subject}")
        try:
            await listening.bind(client)
        except CLIENT_ERRORS as error:
            raise translate.from_client(error, doing=f"listen to {subject}") from error
        self._listenings.add(listening)
        try:
            yield listening
        finally:
            self._listenings.discard(listening)
            with suppress(*CLIENT_ERRORS):
                await listening.release()

    async def close(self) -> None:
        """Let the last bytes leave, then close. Never raises, never hangs, whatever state it is in."""
        self._closing = True
        client = self._client
        if client is None:
            return
        with suppress(*CLIENT_ERRORS):
            async with asyncio.timeout(self._settings.close_timeout):
                if client.is_connected:
                    await client.flush()
        # As a task of its own: where a server cuts TLS off, the library's reader ends what this waits for,
        # and that looks like a cancellation of whoever closes.
        ending = asyncio.create_task(client.close(), name=f"close {self._name}")
        try:
            await asyncio.wait({ending}, timeout=self._settings.close_timeout)
        finally:
            ending.cancel()
        with suppress(asyncio.CancelledError, *CLIENT_ERRORS):
            if ending.done():
                ending.result()

    async def _wait_connected(self) -> Client:
        while not self._closing:
            client = self._client
            if client is not None and client.is_connected:
                return client
            if client is None or client.is_closed:
                await self._connect()
            else:
                self._watch_letting_go(client)
                await asyncio.sleep(REVIVE_PAUSE)
        raise BusTimeoutError("connect: this connection was closed by its own process")

    async def _connect(self) -> None:
        """Make a new client: the first, or after the library gave one up (a refused password, say)."""
        async with self._connecting:
            if self._client is not None and not self._client.is_closed:
                return
            client = Client()
            try:
                await client.connect(**self._options())
                for listening in list(self._listenings):
                    await listening.bind(client)
            except BaseException:
                await client.close()
                raise
            if self._client is not None:
                self._sent_before += int(self._client.stats["out_bytes"])
            self._client = client
            self._let_go, self._stuck_since = False, None
            self._give_up_what_was_asked()

    def _watch_letting_go(self, client: Client) -> None:
        """Drop what waits to leave through a connection that was lost, where that keeps it from ending."""
        if self._let_go:
            return
        now = asyncio.get_running_loop().time()
        self._stuck_since = self._stuck_since or now
        if now >= self._stuck_since + LET_GO_SECONDS:
            logger.warning("bus connection %r: dropped what could not leave through a dead line", self._name)
            self._let_go = True
            _abort(client)

    def _options(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "servers": list(settings.servers),
            "name": self._name,
            "user": settings.user,
            "password": settings.password.get_secret_value() if settings.password else None,
            "nkeys_seed_str": settings.seed.get_secret_value() if settings.seed else None,
            "token": settings.token.get_secret_value() if settings.token else None,
            "user_credentials": str(settings.credentials_file) if settings.credentials_file else None,
            "tls": _tls(settings.ca_file),
            "inbox_prefix": settings.inbox_prefix,
            "connect_timeout": settings.connect_timeout,
            "reconnect_time_wait": settings.reconnect_wait,
            "ping_interval": self._ping_seconds,
            "max_outstanding_pings": PINGS_UNANSWERED,
            "max_reconnect_attempts": -1,
            # 0: refuse to publish while disconnected. A buffered publish would be stored after its
            # caller was told that it timed out, and had moved on.
            "pending_size": 0,
            "error_cb": self._on_error,
            "reconnected_cb": self._on_reconnect,
            "disconnected_cb": self._on_disconnect,
        }

    def _trust_anew(self) -> None:
        """Believe the authority whose file stands there now, which may have been replaced meanwhile."""
        client, file = self._client, self._settings.ca_file
        if client is None or file is None:
            return
        try:
            client.options["tls"] = _tls(file)
        except OSError as error:
            logger.warning("bus connection %r: goes on with the authority that it had: %s", self._name, error)

    async def _on_error(self, error: Exception) -> None:
        if isinstance(error, ssl.SSLError):
            self._trust_anew()
        cause = cause_of(error)
        self.errors[cause] += 1
        if cause is Cause.CONNECTION and self._refused:
            return  # the server hangs up on whom it has refused: the refusal says more
        self._refused = cause is Cause.AUTHORIZATION
        text = f"{type(error).__name__}: {error}"
        if text != self.last_error:  # a server that is away reports the same four times a second
            logger.warning("bus connection %r: %s", self._name, text)
        self.last_error = text

    async def _on_disconnect(self) -> None:
        self._let_go = True
        self._trust_anew()
        # The library says the same of a first connection that never stood.
        if not self._closing and self._client is not None:
            logger.warning("bus connection %r lost, connecting again", self._name)

    async def _on_reconnect(self) -> None:
        logger.info("bus connection %r stands again", self._name)
        self._let_go, self._stuck_since = False, None
        self.last_error, self._refused = "", False
        self._give_up_what_was_asked()

    def _give_up_what_was_asked(self) -> None:
        """End the waits for answers that went to the connection that was lost."""
        for inbox in list(self._inboxes.values()):
            inbox.interrupt()
        for listening in list(self._listenings):
            listening.interrupt()
        soon = asyncio.get_running_loop().time() + ANSWER_GRACE
        for bound in self._waiting:
            if not bound.expired() and (bound.when() or soon) > soon:
                bound.reschedule(soon)

    def _why_not(self, doing: str, timeout: float) -> str:
        servers = ", ".join(self._settings.servers)
        reason = f" ({self.last_error})" if self.last_error else ""
        return (
            f"{doing}: no connection to {servers} within {timeout:g} s{reason}: "
            "see that the server is up, and that the user and password are right"
        )


def _header_bytes(headers: Mapping[str, str] | None) -> int:
    if not headers:
        return 0
    each = (len(f"{key}{value}".encode()) + HEADER_EACH for key, value in headers.items())
    return HEADER_BLOCK + sum(each)


def _tls(ca_file: Path | None) -> ssl.SSLContext | None:
    """Return how servers are believed; None leaves a `tls://` URL to the system's authorities."""
    return ssl.create_default_context(cafile=ca_file) if ca_file is not None else None


def _abort(client: Client) -> None:
    """End a client's socket without waiting. It has no way of its own (nats-io/nats.py, issue 671)."""
    writer = getattr(getattr(client, "_transport", None), "_io_writer", None)
    if isinstance(writer, asyncio.StreamWriter):
        writer.transport.abort()


def _check_size(subject: str, size: int, *, limit: int) -> None:
    """Refuse here what the server would answer by closing the connection."""
    if size > limit:
        raise BusError(f"{subject}: {size} bytes with headers, the server takes {limit}: make it smaller")
