"""Reader of librsync's delta format: bytes in, events out; no effects.

Format (librsync 2.3, src/prototab and src/emit.c), all numbers big-endian: a 4-byte magic, then
commands of one byte each with its parameters:

    0x00        END
    0x01-0x40   LITERAL of that many bytes
    0x41-0x44   LITERAL with a length of 1, 2, 4 or 8 bytes
    0x45-0x54   COPY with an offset of 1, 2, 4 or 8 bytes, and within each a length of 1, 2, 4 or 8
    0x55-0xff   reserved
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from shared.delta.errors import CorruptError

DELTA_MAGIC = b"rs\x026"

_END = 0x00
_LITERAL_SHORT_MAX = 0x40
_LITERAL_FIRST = 0x41
_COPY_FIRST = 0x45
_RESERVED_FIRST = 0x55
_WIDTHS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Copy:
    """Append these bytes of the basis."""

    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Literal:
    """Append these bytes: a piece of a literal, as it came in."""

    data: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The delta is complete and made exactly what was announced."""


DeltaEvent = Copy | Literal | End


class _State(Enum):
    MAGIC = auto()
    COMMAND = auto()
    LITERAL = auto()
    ENDED = auto()


class DeltaReader:
    """Parses one delta, fed in pieces of any size. Holds at most one command header of 17 bytes.

    Args:
        basis_size: bytes of the basis; no COPY may pass its end.
        size: bytes of the content that the delta makes, no more and no fewer.
    """

    def __init__(self, *, basis_size: int, size: int) -> None:
        self._basis_size = basis_size
        self._size = size
        self._made = 0
        self._state = _State.MAGIC
        self._header = b""
        self._literal_left = 0

    def feed(self, data: bytes) -> Iterator[DeltaEvent]:
        """Yield the events in `data`; exhaust the iterator before the next call.

        Raises:
            CorruptError: the delta breaks the format, the basis' bounds or the announced size.
        """
        position = 0
        while position < len(data):
            if self._state is _State.ENDED:
                raise CorruptError("delta goes on after its END")
            if self._state is _State.LITERAL:
                piece = data[position : position + self._literal_left]
                position += len(piece)
                self._take_literal(len(piece))
                yield Literal(piece)
                continue
            position = self._collect(data, position)
            if len(self._header) == self._wanted():
                yield from self._execute()

    def finish(self) -> None:
        """Tell the reader that there is no more. Raises CorruptError unless END was seen."""
        if self._state is not _State.ENDED:
            raise CorruptError(f"delta was cut after it made {self._made} of {self._size} bytes")

    def _collect(self, data: bytes, position: int) -> int:
        """Move bytes into the header until it is complete or the data end; return the new position."""
        while position < len(data) and (missing := self._wanted() - len(self._header)):
            taken = data[position : position + missing]
            self._header += taken
            position += len(taken)
        return position

    def _wanted(self) -> int:
        """Bytes of the current header, as far as its first byte tells."""
        if self._state is _State.MAGIC:
            return len(DELTA_MAGIC)
        if not self._header:
            return 1
        return 1 + sum(_parameter_widths(self._header[0]))

    def _execute(self) -> Iterator[DeltaEvent]:
        header, self._header = self._header, b""
        if self._state is _State.MAGIC:
            if header != DELTA_MAGIC:
                raise CorruptError(f"delta starts with {header!r}, not with librsync's magic")
            self._state = _State.COMMAND
        elif header[0] == _END:
            yield self._end()
        elif header[0] < _COPY_FIRST:
            self._start_literal(header)
        else:
            yield self._copy(header)

    def _end(self) -> End:
        if self._made != self._size:
            raise CorruptError(f"delta ends after {self._made} bytes, {self._size} were announced")
        self._state = _State.ENDED
        return End()

    def _start_literal(self, header: bytes) -> None:
        size = header[0] if len(header) == 1 else int.from_bytes(header[1:], "big")
        self._grow(size, "LITERAL")
        self._literal_left = size
        self._state = _State.LITERAL

    def _take_literal(self, size: int) -> None:
        self._literal_left -= size
        if not self._literal_left:
            self._state = _State.COMMAND

    def _copy(self, header: bytes) -> Copy:
        width, _ = _parameter_widths(header[0])
        offset = int.from_bytes(header[1 : 1 + width], "big")
        size = int.from_bytes(header[1 + width :], "big")
        if offset + size > self._basis_size:
            raise CorruptError(
                f"delta copies {size} bytes at {offset} of a basis that has {self._basis_size} bytes"
            )
        self._grow(size, "COPY")
        return Copy(offset, size)

    def _grow(self, size: int, command: str) -> None:
        if not size:
            raise CorruptError(f"delta has a {command} of no bytes")
        self._made += size
        if self._made > self._size:
            raise CorruptError(f"delta makes over {self._size} bytes, which is all that was announced")


def _parameter_widths(command: int) -> tuple[int, ...]:
    """Bytes of each parameter of a command."""
    if command <= _LITERAL_SHORT_MAX:
        return ()
    if command < _COPY_FIRST:
        return (_WIDTHS[command - _LITERAL_FIRST],)
    if command < _RESERVED_FIRST:
        offset, size = divmod(command - _COPY_FIRST, len(_WIDTHS))
        return _WIDTHS[offset], _WIDTHS[size]
    raise CorruptError(f"delta has the reserved command {command:#04x}")
