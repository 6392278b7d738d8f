"""The pack: encoded contents one after the other in one byte stream, cut into parts of equal size.

Small contents share a part, large ones span many; both ends hold one part at a time. The manifest
says how many bytes each content takes and what the BLAKE3 of each part is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.contracts.messages.transfers.manifest import Encoding, Manifest, PackedContent
from shared.delta.errors import CorruptError, PackTooLargeError
from shared.delta.hashing import hash_bytes
from shared.model.content import ContentId

PART_BYTES = 512 * 1024
"""Bytes of each part but the last: with its headers well within NATS' largest message, 1 MiB by default."""

PARTS_MAX = 15 * 1024
"""Parts of one pack, 7.5 GiB: below the 8 GiB that the store of packs takes. Their hashes take 34 bytes each
in a manifest, since hexadecimal compresses to half: together half of the one message that it may be."""

PACK_BYTES_MAX = PARTS_MAX * PART_BYTES
"""Bytes of one pack: what takes more, compressed, travels in ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEntry:
    """One content to be packed."""

    content: ContentId
    size: int
    """Bytes of the content itself, or of a range of it."""
    encoding: Encoding
    offset: int = 0
    """Where the bytes begin in the content."""
    basis: ContentId | None = None
    chunks: Iterable[bytes]
    """The content, encoded."""


class PackWriter:
    """Makes the parts of one pack as their bytes come, and its manifest at the end.

    Consume `parts` to its end, then ask for the `manifest`. A writer makes one pack.
    """

    def __init__(self, pack: str, *, part_bytes: int = PART_BYTES, parts_max: int = PARTS_MAX) -> None:
        self._pack = pack
        self._part_bytes = part_bytes
        self._parts_max = parts_max
        self._pending = bytearray()
        self._contents: list[PackedContent] = []
        self._parts: list[ContentId] = []

    def parts(self, entries: Iterable[PackEntry]) -> Iterator[bytes]:
        """Yield parts 1 to n of the pack.

        Raises:
            PackTooLargeError: the stream needs more parts than allowed.
        """
        for entry in entries:
            length = 0
            for chunk in entry.chunks:
                length += len(chunk)
                self._pending += chunk
                yield from self._full_parts()
            self._contents.append(_packed(entry, length))
        if self._pending:
            yield self._cut()

    def manifest(self) -> Manifest:
        """Return the manifest of what was packed."""
        return Manifest(pack=self._pack, contents=tuple(self._contents), parts=tuple(self._parts))

    def _full_parts(self) -> Iterator[bytes]:
        while len(self._pending) >= self._part_bytes:
            yield self._cut()

    def _cut(self) -> bytes:
        if len(self._parts) >= self._parts_max:
            raise PackTooLargeError(
                f"pack has over {self._parts_max} parts of {self._part_bytes} bytes: pack fewer contents"
            )
        part = bytes(self._pending[: self._part_bytes])
        del self._pending[: self._part_bytes]
        self._parts.append(hash_bytes(part))
        return part


def _packed(entry: PackEntry, length: int) -> PackedContent:
    return PackedContent(
        content=entry.content,
        size=entry.size,
        encoding=entry.encoding,
        offset=entry.offset,
        basis=entry.basis,
        length=length,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the encoded bytes of one content."""

    packed: PackedContent
    data: bytes
    last: bool
    """Whether they are its last ones."""


class PackSplitter:
    """Takes a pack apart as its parts come, each verified before a byte of it is used.

    Each content comes as pieces, of which one is the last, in the order of the manifest. A wrong part ends
    the pack.
    """

    def __init__(self, manifest: Manifest, *, part_bytes: int = PART_BYTES) -> None:
        """Expect the parts of a pack.

        Args:
            manifest: what the pack's author says is in it.
            part_bytes: of each part but the last.

        Raises:
            CorruptError: the manifest contradicts itself.
        """
        check_manifest(manifest, part_bytes=part_bytes)
        self._hashes = manifest.parts
        self._part_bytes = part_bytes
        self._taken = 0
        self._broken = False
        self._ahead = iter(manifest.contents)
        self._content = next(self._ahead, None)
        self._left = self._content.length if self._content is not None else 0

    def begin(self) -> Iterator[Piece]:
        """Yield the contents that come before any part: they take no bytes in the stream."""
        yield from self._without_bytes()

    def split(self, part: bytes) -> Iterator[Piece]:
        """Yield what the next part holds; exhaust the iterator before the next call.

        Raises:
            CorruptError: it is not the part that the manifest names, or more than its contents take.
        """
        self._check(part)
        rest = memoryview(part)
        while rest:
            if self._content is None:
                raise CorruptError("pack has more bytes than its contents")
            taken, rest = rest[: self._left], rest[self._left :]
            self._left -= len(taken)
            yield Piece(self._content, bytes(taken), last=not self._left)
            if not self._left:
                self._next()
                yield from self._without_bytes()

    def finish(self) -> None:
        """Tell that there are no more parts. Raises CorruptError unless all contents were whole."""
        if self._broken or self._content is not None:
            raise CorruptError(f"pack ends before part {self._taken + 1} of {len(self._hashes)}")

    def _check(self, part: bytes) -> None:
        number, count = self._taken + 1, len(self._hashes)
        fits = not self._broken and number <= count and 1 <= len(part) <= self._part_bytes
        if not fits or hash_bytes(part) != self._hashes[self._taken]:
            # What follows cannot be found any more: every later call says so, too.
            self._broken = True
            raise CorruptError(f"part {number} of {count} is not the one that the manifest names")
        self._taken = number

    def _next(self) -> None:
        self._content = next(self._ahead, None)
        self._left = self._content.length if self._content is not None else 0

    def _without_bytes(self) -> Iterator[Piece]:
        while self._content is not None and not self._left:
            yield Piece(self._content, b"", last=True)
            self._next()


def check_manifest(manifest: Manifest, *, part_bytes: int = PART_BYTES) -> None:
    """Check that the lengths of the contents fit the number of parts.

    Raises:
        CorruptError: they do not.
    """
    length = sum(packed.length for packed in manifest.contents)
    wanted = -(-length // part_bytes)
    if wanted != len(manifest.parts):
        raise CorruptError(
            f"manifest names {len(manifest.parts)} parts, its contents of {length} bytes need {wanted}"
        )
    for packed in manifest.contents:
        if packed.encoding is not Encoding.FULL and packed.basis is None:
            raise CorruptError(f"manifest has a {packed.encoding} of {packed.content} without its basis")
