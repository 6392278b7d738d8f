"""The reader of librsync's delta format: events, bounds and refusals."""

import struct

import pytest

from shared.delta.errors import CorruptError
from shared.delta.reader import DELTA_MAGIC, Copy, DeltaReader, End, Literal

END = b"\x00"


def copy(offset, size, *, widths=(8, 8)):
    """Return a COPY command with parameters of these widths."""
    steps = [(1, 2, 4, 8).index(width) for width in widths]
    command = bytes([0x45 + 4 * steps[0] + steps[1]])
    return command + offset.to_bytes(widths[0], "big") + size.to_bytes(widths[1], "big")


def literal(data, *, width):
    """Return a LITERAL command with a length of this width."""
    return bytes([0x41 + (1, 2, 4, 8).index(width)]) + len(data).to_bytes(width, "big") + data


def read(delta, *, basis_size=1000, size, step=1 << 20):
    """Return the events of a whole delta, fed in steps."""
    reader = DeltaReader(basis_size=basis_size, size=size)
    events = []
    for start in range(0, len(delta), step):
        events += reader.feed(delta[start : start + step])
    reader.finish()
    return events


@pytest.mark.parametrize("offset_width", [1, 2, 4, 8])
@pytest.mark.parametrize("size_width", [1, 2, 4, 8])
def test_every_copy_command_is_read(offset_width, size_width):
    """All sixteen widths of COPY give offset and size."""
    delta = DELTA_MAGIC + copy(7, 100, widths=(offset_width, size_width)) + END
    assert read(delta, size=100) == [Copy(7, 100), End()]


@pytest.mark.parametrize("width", [1, 2, 4, 8])
def test_every_literal_command_is_read(width):
    """All four widths of LITERAL give their bytes."""
    assert read(DELTA_MAGIC + literal(b"abc", width=width) + END, size=3) == [Literal(b"abc"), End()]


@pytest.mark.parametrize("size", [1, 2, 63, 64])
def test_short_literals_are_read(size):
    """A command byte of 1 to 64 is itself the length."""
    delta = DELTA_MAGIC + bytes([size]) + b"x" * size + END
    assert read(delta, size=size) == [Literal(b"x" * size), End()]


def test_pieces_of_any_size_give_the_same_bytes():
    """Where the stream is cut does not matter."""
    delta = DELTA_MAGIC + literal(b"a" * 300, width=2) + copy(1, 2) + b"\x02yz" + END
    for step in range(1, len(delta) + 1):
        events = read(delta, size=304, step=step)
        assert [event for event in events if not isinstance(event, Literal)] == [Copy(1, 2), End()]
        literals = b"".join(event.data for event in events if isinstance(event, Literal))
        assert literals == b"a" * 300 + b"yz"


def test_a_literal_is_passed_on_as_it_comes():
    """A literal of gigabytes needs no memory of that size."""
    reader = DeltaReader(basis_size=0, size=1 << 40)
    list(reader.feed(DELTA_MAGIC + b"\x44" + struct.pack(">Q", 1 << 40)))
    assert list(reader.feed(b"piece")) == [Literal(b"piece")]


def test_the_empty_delta_makes_the_empty_content():
    """Magic and END are a whole delta."""
    assert read(DELTA_MAGIC + END, size=0) == [End()]


def test_every_truncation_is_refused():
    """A delta cut at any byte is refused at its finish, if not before."""
    delta = DELTA_MAGIC + literal(b"abc", width=4) + copy(0, 10) + b"\x01z" + END
    assert read(delta, size=14)
    for length in range(len(delta)):
        with pytest.raises(CorruptError, match="cut"):
            read(delta[:length], size=14)


@pytest.mark.parametrize(
    ("delta", "size", "words"),
    [
        (b"rs\x016" + END, 0, "magic"),
        (DELTA_MAGIC + END + END, 0, "after its END"),
        (DELTA_MAGIC + END + b"\x01a", 0, "after its END"),
        (DELTA_MAGIC + literal(b"", width=4) + END, 0, "no bytes"),
        (DELTA_MAGIC + copy(0, 0) + END, 0, "no bytes"),
        (DELTA_MAGIC + copy(990, 11) + END, 11, "basis"),
        (DELTA_MAGIC + copy(1000, 1) + END, 1, "basis"),
        (DELTA_MAGIC + copy(1 << 63, 1) + END, 1, "basis"),
        (DELTA_MAGIC + copy(0, (1 << 64) - 1) + END, 1, "basis"),
        (DELTA_MAGIC + copy((1 << 64) - 1, (1 << 64) - 1) + END, 1, "basis"),
        (DELTA_MAGIC + b"\x44" + b"\xff" * 8, 10, "announced"),
        (DELTA_MAGIC + b"\x02ab" + END, 1, "announced"),
        (DELTA_MAGIC + b"\x02ab" + END, 3, "announced"),
        (DELTA_MAGIC + b"\x55", 0, "reserved"),
        (DELTA_MAGIC + b"\xff", 0, "reserved"),
    ],
)
def test_what_breaks_the_format_or_the_bounds_is_refused(delta, size, words):
    """Each fault is refused with words that name it."""
    with pytest.raises(CorruptError, match=words):
        read(delta, size=size)


def test_a_copy_bomb_is_stopped_at_the_announced_size():
    """A few bytes that ask for the basis a thousand times are refused at the second copy."""
    reader = DeltaReader(basis_size=1000, size=1500)
    events = reader.feed(DELTA_MAGIC + copy(0, 1000) * 1000 + END)
    assert next(events) == Copy(0, 1000)
    with pytest.raises(CorruptError, match="announced"):
        next(events)
