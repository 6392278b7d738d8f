"""Signatures from a peer are checked before C code sees them."""

import struct

import pytest

from shared.delta.errors import SignatureError
from shared.delta.signature import (
    BLOCK_LENGTH_MAX,
    RK_BLAKE2_MAGIC,
    SAME_WEAK_MAX,
    SIGNATURE_BYTES_MAX,
    check_signature,
)


def make(magic=RK_BLAKE2_MAGIC, block=256, strong=8, blocks=3):
    """Return a signature whose sums all differ."""
    sums = b"".join(struct.pack(">I", number) + bytes(strong) for number in range(blocks))
    return struct.pack(">III", magic, block, strong) + sums


def test_a_sound_signature_tells_its_shape():
    """Block length, strong length and number of blocks come from header and length."""
    header = check_signature(make(), basis_size=700)
    assert (header.block_length, header.strong_length, header.blocks) == (256, 8, 3)


def test_the_signature_of_nothing_has_no_blocks():
    """A header alone is the signature of an empty basis."""
    assert check_signature(make(blocks=0), basis_size=0).blocks == 0


@pytest.mark.parametrize("magic", [0x72730136, 0x72730137, 0x72730146, 0x72730236, 0])
def test_other_magics_are_refused(magic):
    """MD4, the old rolling sum and anything unknown are refused by their magic."""
    with pytest.raises(SignatureError, match="magic"):
        check_signature(make(magic=magic))


@pytest.mark.parametrize("block", [0, BLOCK_LENGTH_MAX + 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_an_absurd_block_length_is_refused(block):
    """A header cannot make librsync's buffers grow beyond the bound."""
    with pytest.raises(SignatureError, match="block length"):
        check_signature(make(block=block))


@pytest.mark.parametrize("strong", [0, 33, 0xFFFFFFFF])
def test_an_impossible_strong_length_is_refused(strong):
    """Strong sums have 1 to 32 bytes."""
    header = struct.pack(">III", RK_BLAKE2_MAGIC, 256, strong)
    with pytest.raises(SignatureError, match="strong length"):
        check_signature(header + bytes(100))


def test_a_signature_cut_anywhere_is_refused():
    """Every length that is not a whole number of blocks of the known basis is refused."""
    whole = make()
    for length in range(len(whole)):
        with pytest.raises(SignatureError):
            check_signature(whole[:length], basis_size=700)
    with pytest.raises(SignatureError):
        check_signature(whole + b"\0", basis_size=700)


@pytest.mark.parametrize("size", [0, 512, 769, 1 << 40])
def test_a_signature_of_another_size_is_refused(size):
    """The number of blocks must be that of the announced basis."""
    with pytest.raises(SignatureError, match=f"{size} bytes"):
        check_signature(make(), basis_size=size)


def test_an_oversized_signature_is_refused():
    """A signature is held in memory, so its length is bounded."""
    with pytest.raises(SignatureError, match="allowed are"):
        check_signature(make(blocks=0) + bytes(SIGNATURE_BYTES_MAX))


def test_many_different_blocks_with_one_weak_sum_are_refused():
    """A chain that every look-up would walk is refused before it is built."""
    sums = b"".join(bytes(4) + struct.pack(">Q", number) for number in range(SAME_WEAK_MAX + 1))
    with pytest.raises(SignatureError, match="weak sum"):
        check_signature(make(blocks=0) + sums)


def test_many_equal_blocks_are_accepted():
    """A file of zeros is no attack: equal blocks are one entry."""
    header = check_signature(make(blocks=0) + bytes(12) * (10 * SAME_WEAK_MAX))
    assert header.blocks == 10 * SAME_WEAK_MAX
