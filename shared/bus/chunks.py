"""Cutting what is larger than one message into chunks, and joining them again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from blake3 import blake3
from pydantic import ValidationError

from shared.bus.codec import MAGIC, BadMessageError
from shared.contracts.messages.chunked import Chunked
from shared.contracts.messages.version import CHUNKED_VERSION, named_version

MESSAGE_BYTES = 64 * 1024
"""Encoded bytes above which a batch or a commit goes as chunks, and the size of a chunk: a line of 60 kbit/s
takes nine seconds for it. A publish, and a server for the next of a set of messages, waits ten."""

NAMING_BYTES_MAX = 128 * 1024
"""Largest message that names chunks: 999 hashes take 67 KB."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut into chunks, and the message that names them."""

    chunks: tuple[bytes, ...]
    naming: bytes


def cut(data: bytes, *, message_bytes: int = MESSAGE_BYTES) -> Cut:
    """Cut `data`, which is not empty, into chunks of `message_bytes`; the last may be smaller.

    Raises:
        BadMessageError: there would be too many of them.
    """
    chunks = tuple(data[start : start + message_bytes] for start in range(0, len(data), message_bytes))
    try:
        naming = Chunked(chunks=tuple(blake3(chunk).hexdigest() for chunk in chunks), size=len(data))
    except ValidationError as error:
        raise BadMessageError(f"{len(data)} bytes are too many for chunks of {message_bytes}") from error
    return Cut(chunks, naming.model_dump_json().encode())


def chunked_in(data: bytes) -> Chunked | None:
    """Return what names chunks; None where `data` is a message by itself.

    Raises:
        BadMessageError: it names chunks, and wrongly.
    """
    if len(data) > NAMING_BYTES_MAX or data.startswith(MAGIC):
        return None
    if named_version(data) != CHUNKED_VERSION:
        return None
    try:
        return Chunked.model_validate_json(data)
    except ValidationError as error:
        raise BadMessageError("it names its chunks wrongly") from error


def joined(named: Chunked, chunks: Sequence[bytes]) -> bytes:
    """Return what the chunks hold together.

    Raises:
        BadMessageError: they are not those that are named.
    """
    if [blake3(chunk).hexdigest() for chunk in chunks] != list(named.chunks):
        raise BadMessageError("its chunks are not those that it names")
    data = b"".join(chunks)
    if len(data) != named.size:
        raise BadMessageError(f"its chunks hold {len(data)} bytes, and it names {named.size}")
    return data
