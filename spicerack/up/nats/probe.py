"""Asks a NATS server whether it answers and lets us in, before anything is started.

The protocol: https://docs.nats.io/reference/reference-protocols/nats-protocol
"""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from dataclasses import replace

from pydantic import Field, ValidationError

from shared.model.base import FrozenModel
from spicerack.errors import CommandError
from spicerack.up.nats.address import NatsAddress

PROBE_TIMEOUT = 3.0
"""Seconds for the whole probe: a server that is up answers within milliseconds, one far away within one."""

INFO_BYTES_MAX = 64 * 1024
"""The INFO line of a large cluster names all its servers; nothing near this was ever seen."""


class _Info(FrozenModel):
    auth_required: bool = False
    tls_required: bool = False
    version: str = Field(default="")


async def probe_nats(address: NatsAddress, *, timeout: float = PROBE_TIMEOUT) -> None:
    """Return when the server at `address`, or one of its cluster, answers and accepts the credentials.

    Raises:
        CommandError: none does; says what the first did instead.
    """
    servers = (address, *(replace(o, user=address.user, password=address.password) for o in address.others))
    problems: list[CommandError] = []
    for server in servers:
        try:
            return await _probe_one(server, timeout=timeout)
        except CommandError as error:
            problems.append(error)
    raise problems[0]


async def _probe_one(address: NatsAddress, *, timeout: float) -> None:
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(address.host, address.port, limit=INFO_BYTES_MAX)
            try:
                await _greet(address, reader, writer)
            finally:
                writer.close()
    except TimeoutError as error:
        raise _no_answer(address, f"within {timeout:g} s") from error
    except OSError as error:
        raise _no_answer(address, f"({error.strerror or error})") from error


def _no_answer(address: NatsAddress, how: str) -> CommandError:
    return CommandError(
        f"no NATS server answers at {address.url} {how}: start it, correct --nats, "
        "or leave --nats out to have one started"
    )


async def _greet(address: NatsAddress, reader: StreamReader, writer: StreamWriter) -> None:
    info = _read_info(address, await _line(reader))
    # With TLS the rest of the conversation is encrypted; the services themselves will report.
    if info.tls_required or address.scheme == "tls":
        return
    if info.auth_required and not address.user:
        raise CommandError(
            f"the NATS server at {address.url} asks for credentials: put them into the --nats URL, "
            "or into SPICERACK_NATS_USER and SPICERACK_NATS_PASSWORD"
        )
    credentials = {"user": address.user, "pass": address.password} if address.user else {}
    hello = {"verbose": False, "pedantic": False, "lang": "python", "version": "0", **credentials}
    writer.write(f"CONNECT {json.dumps(hello)}\r\nPING\r\n".encode())
    await writer.drain()
    while (line := await _line(reader)) != b"PONG":
        if line.startswith(b"-ERR"):
            reason = line[len(b"-ERR") :].decode(errors="replace").strip(" '")
            raise CommandError(f"the NATS server at {address.url} refuses: {reason}; check user and password")
        if not line:
            raise CommandError(f"the NATS server at {address.url} hangs up: look at its log")


async def _line(reader: StreamReader) -> bytes:
    try:
        return (await reader.readline()).strip()
    except ValueError:
        # Longer than the limit: whatever this is, it does not speak the protocol.
        return b""


def _read_info(address: NatsAddress, line: bytes) -> _Info:
    verb, _, body = line.partition(b" ")
    try:
        if verb == b"INFO":
            return _Info.model_validate_json(body)
    except ValidationError:
        pass
    raise CommandError(f"what answers at {address.url} is no NATS server: correct --nats")
