"""The manifest of a pack: how each content lies in the pack's byte stream."""

from enum import StrEnum

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.numbers import ByteCount, SchemaVersion


class Encoding(StrEnum):
    """How a content travels."""

    FULL = "full"
    """The bytes, zstd-compressed."""
    DELTA = "delta"
    """A librsync delta against the basis, zstd-compressed."""
    PREFIX = "prefix"
    """zstd with the basis as prefix."""


class PackedContent(FrozenModel):
    """One content in the stream, after the ones before it."""

    content: ContentId
    size: ByteCount
    """Bytes of the content itself, or of the range of it that the pack carries."""
    encoding: Encoding
    offset: ByteCount = 0
    """Where these bytes begin in the content; above 0 only where they are a range of it."""
    basis: ContentId | None = None
    length: ByteCount
    """Bytes that it takes in the stream."""


class Manifest(FrozenModel):
    """Part 0 of a pack. Parts 1 to n are the byte stream, cut at PART_BYTES."""

    schema_version: SchemaVersion = 1
    pack: str
    contents: tuple[PackedContent, ...]
    parts: tuple[ContentId, ...]
    """BLAKE3-256 of each part of the stream, in order."""


class SignatureHead(FrozenModel):
    """Part 0 of a signature, published after the others: parts 1 to n are librsync's bytes, cut up."""

    schema_version: SchemaVersion = 1
    content: ContentId
    """Of which this is the signature."""
    size: ByteCount
    """Bytes of that content."""
    parts: tuple[ContentId, ...]
    """BLAKE3-256 of each part, in order."""
