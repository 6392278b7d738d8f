"""zstd streams: there and back, and bounded."""

import random

import pytest

from shared.delta.compression import (
    PREFIX_BYTES_MIN,
    Frames,
    compress,
    compress_with_prefix,
    decompress,
)
from shared.delta.errors import CorruptError
from shared.delta.reading import STREAM_BLOCK_BYTES

DATA = random.Random(4).randbytes(300_000) + bytes(700_000)


def in_pieces(data, step):
    """Cut data as a transport would."""
    return (data[start : start + step] for start in range(0, len(data), step))


@pytest.mark.parametrize("data", [b"", b"x", DATA])
@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_what_is_compressed_comes_back(data, step):
    """The frame holds the bytes, however it is cut."""
    packed = b"".join(compress(in_pieces(data, step)))
    assert b"".join(decompress(in_pieces(packed, step), size_max=len(data))) == data


def test_frames_of_one_pack_are_those_that_each_content_has_by_itself():
    """What was allocated for the first content serves the others, and leaves nothing of it in them."""
    frames, contents = Frames(), [b"", b"some words, some words", DATA[:100_000], b"words"]
    made = [b"".join(frames.compress([content])) for content in contents]
    assert made == [b"".join(compress([content])) for content in contents]


def test_a_frame_that_nobody_read_to_its_end_does_not_reach_into_the_next():
    """A content that was given up in the middle leaves no bytes in another one's frame."""
    frames = Frames()
    next(frames.compress(in_pieces(DATA, 1 << 18)))
    assert b"".join(frames.compress([b"words"])) == b"".join(compress([b"words"]))


def test_a_prefix_makes_the_difference_small():
    """Against its older version, a content costs what is new in it."""
    old = random.Random(5).randbytes(500_000)
    new = old[:250_000] + b"new" + old[250_000:]
    packed = b"".join(compress_with_prefix([new], prefix=old, size=len(new)))
    assert len(packed) < 500
    assert b"".join(decompress([packed], prefix=old, size_max=len(new))) == new


def test_the_wrong_prefix_never_gives_more_than_announced():
    """A stale basis gives an error or wrong bytes of a bounded number, which the hash then shows."""
    old = random.Random(5).randbytes(50_000)
    packed = b"".join(compress_with_prefix([old], prefix=old, size=len(old)))
    stale = decompress([packed], prefix=old[:100], size_max=len(old))
    with pytest.raises(CorruptError):
        list(stale)


def test_a_bomb_is_stopped_at_the_bound():
    """A gigabyte of zeros in a few kilobytes yields no more than was announced."""
    bomb = b"".join(compress(bytes(1 << 20) for _ in range(256)))
    assert len(bomb) < 50_000
    made = 0
    with pytest.raises(CorruptError, match="over 1000000 bytes"):
        for piece in decompress([bomb], size_max=1_000_000):
            assert len(piece) <= STREAM_BLOCK_BYTES
            made += len(piece)
    assert made <= 1_000_000


def test_every_truncation_is_refused():
    """A frame cut at any byte is refused."""
    packed = b"".join(compress([b"some words, some words"]))
    for length in range(len(packed)):
        with pytest.raises(CorruptError, match="cut"):
            list(decompress([packed[:length]], size_max=100))


def test_trailing_bytes_are_refused():
    """One frame is all: what follows it, in the same piece or the next, is refused."""
    packed = b"".join(compress([b"words"]))
    for chunks in ([packed + b"x"], [packed, b"x"], [packed + packed]):
        with pytest.raises(CorruptError, match="after their end"):
            list(decompress(chunks, size_max=100))


def test_noise_is_refused():
    """Bytes that are no frame are refused."""
    with pytest.raises(CorruptError, match="broken"):
        list(decompress([random.Random(6).randbytes(1000)], size_max=1000))


def test_a_window_larger_than_we_allow_is_refused():
    """A plain frame may not ask for a window of 128 MiB."""
    wide = b"".join(compress_with_prefix([DATA], prefix=bytes(100), size=1 << 27))
    with pytest.raises(CorruptError, match="broken"):
        list(decompress([wide], size_max=len(DATA)))


def test_a_basis_too_short_for_a_prefix_is_refused():
    """Zstd has a least size for a dictionary; a peer cannot make us trip over it."""
    with pytest.raises(CorruptError, match="prefix"):
        list(decompress([b"x"], prefix=bytes(PREFIX_BYTES_MIN - 1), size_max=1))
