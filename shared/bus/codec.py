"""The encoding of models on the wire: JSON, in one zstd frame when it is large.

A zstd frame begins with a magic number (RFC 8878, 3.1.1) that no JSON text begins with, so a reader
can tell, and anybody may read small messages with a plain client.
"""

import sys
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.contracts.messages.version import check_version

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAGIC = b"\x28\xb5\x2f\xfd"

COMPRESS_ABOVE = 1024
"""Bytes of JSON; below it a frame saves next to nothing and hides the text from people."""

OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 5,
    zstd.CompressionParameter.strategy: int(zstd.Strategy.lazy2),
    zstd.CompressionParameter.min_match: 6,
    zstd.CompressionParameter.hash_log: 12,
}
"""Large messages are mostly hashes in hexadecimal, which cannot be matched. Left to itself, zstd looks for
short matches in them all the same: a list of a thousand takes a sixth more bytes at its usual level."""

DECODED_BYTES_MAX = 64 * 1024 * 1024
"""Largest decoded message: what a peer can make a reader hold in memory."""

PROBLEMS_SHOWN = 3
"""Problems of one message that its error names."""


AnyModel = TypeVar("AnyModel", bound=BaseModel)
Value = TypeVar("Value")


class BadMessageError(Exception):
    """The message cannot be understood, now or later. The text says which field and what about it."""


def encode(model: BaseModel) -> bytes:
    """Return the bytes of a model for the bus. Equal models give equal bytes."""
    text = model.model_dump_json().encode()
    return zstd.compress(text, options=OPTIONS) if len(text) > COMPRESS_ABOVE else text


def decode(kind: type[AnyModel], data: bytes) -> AnyModel:
    """Return the model that `data` holds.

    Raises:
        BadMessageError: it is no such model.
        NewerSchemaError: it is of a newer major version: this service must be upgraded.
    """
    text = text_of(data)
    check_version(text)
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise BadMessageError(_explain(error)) from error


def decode_with(adapter: TypeAdapter[Value], data: bytes) -> Value:
    """Return what `data` holds, by the adapter of a union. Raises as `decode`."""
    text = text_of(data)
    check_version(text)
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        raise BadMessageError(_explain(error)) from error


def text_of(data: bytes) -> str:
    """Return the text that `data` is, out of its frame where it is in one. Raises BadMessageError."""
    try:
        return (_decompress(data) if data.startswith(MAGIC) else data).decode()
    except UnicodeDecodeError as error:
        raise BadMessageError("neither UTF-8 text nor a zstd frame") from error


def _decompress(data: bytes) -> bytes:
    decompressor = zstd.ZstdDecompressor()
    try:
        result = decompressor.decompress(data, max_length=DECODED_BYTES_MAX + 1)
    except zstd.ZstdError as error:
        raise BadMessageError(f"damaged zstd frame: {error}") from error
    if len(result) > DECODED_BYTES_MAX:
        raise BadMessageError(f"decodes to more than {DECODED_BYTES_MAX} bytes")
    if not decompressor.eof or decompressor.unused_data:
        raise BadMessageError("zstd frame is cut short, or something follows it")
    return bytes(result)


def _explain(error: ValidationError) -> str:
    """Return one line: which fields, and what about each."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    shown = [_explain_one(dict(problem)) for problem in problems[:PROBLEMS_SHOWN]]
    more = len(problems) - len(shown)
    return f"no {error.title}: " + "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def _explain_one(problem: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else str(problem["msg"])
