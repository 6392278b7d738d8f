"""Cutting into chunks, and joining."""

import json
from random import Random

import pytest

from shared.bus.chunks import NAMING_BYTES_MAX, chunked_in, cut, joined
from shared.bus.codec import BadMessageError, decode, encode
from shared.contracts.messages.chunked import CHUNKS_MAX
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError


@pytest.mark.parametrize("seed", range(200))
def test_what_is_cut_is_joined_again(seed):
    """Whatever its length and that of a chunk; all chunks but the last are full, and none is empty."""
    random = Random(seed)
    message_bytes = random.choice([1, 2, 7, 64, 1000])
    data = random.randbytes(random.choice([1, message_bytes, random.randint(1, CHUNKS_MAX * message_bytes)]))
    pieces = cut(data, message_bytes=message_bytes)
    assert {len(chunk) for chunk in pieces.chunks[:-1]} <= {message_bytes}
    assert 0 < len(pieces.chunks[-1]) <= message_bytes
    named = chunked_in(pieces.naming)
    assert named is not None
    assert named.size == len(data)
    assert joined(named, pieces.chunks) == data


@pytest.mark.parametrize("seed", range(50))
def test_other_chunks_than_those_named_are_refused(seed):
    """One too few, too many, changed, or in another order."""
    random = Random(seed)
    pieces = cut(random.randbytes(40), message_bytes=10)
    named = chunked_in(pieces.naming)
    one, *others = pieces.chunks
    changed = bytes([one[0] ^ 1, *one[1:]])
    for wrong in (others, [*pieces.chunks, one], [changed, *others], [*others, one], [one, one, *others[1:]]):
        with pytest.raises(BadMessageError):
            joined(named, wrong)


def test_too_many_chunks_are_refused():
    """One more than can be stored together."""
    assert len(cut(bytes(CHUNKS_MAX), message_bytes=1).chunks) == CHUNKS_MAX
    with pytest.raises(BadMessageError):
        cut(bytes(CHUNKS_MAX + 1), message_bytes=1)


def test_the_message_that_names_most_chunks_is_known_for_one():
    """It is within the bound up to which a message is looked at."""
    naming = cut(bytes(CHUNKS_MAX), message_bytes=1).naming
    assert len(naming) < NAMING_BYTES_MAX
    assert chunked_in(naming) is not None


@pytest.mark.parametrize("body", ["short", "long" * 1000])
def test_a_message_by_itself_names_no_chunks(body):
    """Neither as text nor in a frame, nor what is no message at all."""
    assert chunked_in(encode(Signed(body=body, key="0" * 64, signature="0" * 128))) is None
    assert all(chunked_in(data) is None for data in (b"", b"{", b"[2]", b"\xff", b'{"schema_version": 3}'))


@pytest.mark.parametrize(
    "change", [{"size": 5}, {"chunks": []}, {"chunks": ["x"]}, {"size": 2**40}, {"chunks": ["0" * 64] * 1000}]
)
def test_what_names_chunks_wrongly_is_refused(change):
    """It can be read by nobody, ever."""
    naming = json.loads(cut(b"four", message_bytes=2).naming)
    with pytest.raises(BadMessageError):
        joined(chunked_in(json.dumps({**naming, **change}).encode()), [b"fo", b"ur"])


def test_a_version_without_chunks_waits_for_an_upgrade():
    """It must not skip the message as malformed: its tree would be another (I4)."""
    with pytest.raises(NewerSchemaError, match="version 2"):
        decode(Signed, cut(b"four", message_bytes=2).naming)
