"""Errors of the server and the client library, translated for callers of the port."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import nats.errors

from shared.bus.port import (
    AlreadyStoredError,
    BusError,
    BusTimeoutError,
    NameTakenError,
    NoStreamError,
    StoreFullError,
    WrongLastSequenceError,
)

WRONG_LAST_SEQUENCE = frozenset({10071, 10164})
"""JSStreamWrongLastSequenceErrF and its form without the number, of the server's errors.json."""

STORE_FAILED = 10077
"""JSStreamStoreFailedF: any failure to store; only the description tells a full stream from a sick disk."""

OUT_OF_STORAGE = frozenset({10023, 10028, 10047})
"""The server or the account is out of storage, whatever the stream's own bound is."""

NOT_FOUND = frozenset({10059, 10014})
"""Stream not found, consumer not found."""

NAME_TAKEN = 10058
"""JSStreamNameExistErr: another process made the stream with another configuration, such as its beginning."""

NO_MESSAGE = 10037
"""JSNoMessageFoundErr."""

LOST = (
    nats.errors.ConnectionClosedError,
    nats.errors.NoServersError,
    nats.errors.StaleConnectionError,
    nats.errors.TimeoutError,
    nats.errors.UnexpectedEOF,
)
"""What the client says when a server went away or is not reached."""

BUSY = frozenset({10008, 10009, 10167, 10176, 10210})
"""Temporarily unavailable, no leader, too many requests; and of messages that are stored together: some of
them did not arrive, too many such sets under way. Nothing is wrong but the moment."""

DUPLICATE_TOGETHER = 10201
"""JSAtomicPublishContainsDuplicateMessageErr."""

STORED_BEFORE: Mapping[int, type[BusError]] = MappingProxyType(
    {DUPLICATE_TOGETHER: AlreadyStoredError, NAME_TAKEN: NameTakenError}
)

TOGETHER_DISABLED = 10174
"""JSAtomicPublishDisabledErr."""


class Cause(StrEnum):
    """Why a connection reported an error that nobody had asked for."""

    AUTHORIZATION = "authorization"
    """The server does not let this user in."""
    PERMISSION = "permission"
    """The server does not let this user do that."""
    SLOW_CONSUMER = "slow-consumer"
    CONNECTION = "connection"
    OTHER = "other"


def cause_of(error: Exception) -> Cause:
    """Return the cause of an error that came unasked: a label of few values, for metrics."""
    if isinstance(error, nats.errors.SlowConsumerError):
        return Cause.SLOW_CONSUMER
    said = str(error).lower()
    if "authorization violation" in said:
        return Cause.AUTHORIZATION
    if "permissions violation" in said:
        return Cause.PERMISSION
    if isinstance(error, (OSError, *LOST)):
        return Cause.CONNECTION
    return Cause.OTHER


def from_server(code: int, description: str, *, doing: str) -> BusError:
    """Return the port's error for an error in a JetStream answer."""
    text = f"{doing}: {description} (JetStream error {code})"
    if code in WRONG_LAST_SEQUENCE:
        return WrongLastSequenceError(text)
    if code in STORED_BEFORE:
        return STORED_BEFORE[code](text)
    if code == TOGETHER_DISABLED:
        return BusError(f"{text}: start an orchestrator of this version, which sets the stream up for it")
    if code in OUT_OF_STORAGE or (code == STORE_FAILED and "exceeded" in description):
        return StoreFullError(text)
    if code in NOT_FOUND:
        return NoStreamError(f"{text}: reconcile the topology first")
    return BusTimeoutError(text) if code in BUSY else BusError(text)


def from_answer(answer: Mapping[str, object], *, doing: str) -> BusError | None:
    """Return the port's error that a decoded JetStream answer holds, or None."""
    error = answer.get("error")
    if not isinstance(error, Mapping):
        return None
    return from_server(int(error.get("err_code", 0)), str(error.get("description", "")), doing=doing)


def from_client(error: Exception, *, doing: str) -> BusError:
    """Return the port's error for one of the client library or the socket."""
    if isinstance(error, nats.errors.NoRespondersError):
        return NoStreamError(f"{doing}: nobody listens there: no such stream or consumer, or no JetStream")
    if isinstance(error, nats.errors.MaxPayloadError):
        return BusError(f"{doing}: larger than the server's max_payload: make the message smaller")
    if isinstance(error, nats.errors.BadSubjectError):
        return BusError(f"{doing}: not a valid subject")
    if isinstance(error, nats.errors.TimeoutError | TimeoutError):
        return BusTimeoutError(f"{doing}: no answer in time")
    if isinstance(error, nats.errors.OutboundBufferLimitError | nats.errors.ConnectionClosedError | OSError):
        return BusTimeoutError(f"{doing}: the connection is lost and being made anew")
    return BusError(f"{doing}: {error}")
