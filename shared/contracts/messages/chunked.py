"""Chunked: stands where a message is that is larger than one message may be."""

from typing import Literal

from pydantic import Field

from shared.contracts.messages.version import CHUNKED_VERSION
from shared.model.base import FrozenModel
from shared.model.content import ContentId

WHOLE_BYTES_MAX = 64 * 1024 * 1024
"""What the chunks of one message hold together at most: a reader has it in memory."""

CHUNKS_MAX = 999
"""As many as can be stored together with what names them: nats-server takes 1000 messages (ADR-50)."""


class Chunked(FrozenModel):
    """Names the chunks: the messages of the stream right before this one, in order.

    What they hold together is what a smaller message would hold by itself. It is always JSON, never in a
    frame, so that a reader can tell it from the message that it stands for by looking at a small one.
    """

    schema_version: Literal[2] = CHUNKED_VERSION
    chunks: tuple[ContentId, ...] = Field(min_length=1, max_length=CHUNKS_MAX)
    """BLAKE3-256 of each."""
    size: int = Field(ge=1, le=WHOLE_BYTES_MAX)
    """Bytes of all of them."""
