"""Models as bytes and back, and what is said of bytes that are no model."""

from datetime import UTC, datetime

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from shared.bus import codec
from shared.bus.codec import BadMessageError, decode, decode_with, encode
from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.transfers.report import REPORT, Applied, Built
from shared.contracts.messages.version import NewerSchemaError
from shared.model.entry import DELETED


def batch(changes):
    """Return a batch of so many changes."""
    return Batch(
        collection="kernels",
        site="alpha",
        incarnation="0" * 16,
        sequence=1,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        changes=tuple(Change(path=f"spk/{number}.bsp", state=DELETED) for number in range(changes)),
    )


def test_small_model_travels_as_readable_json():
    """Anybody can read it with a plain client."""
    data = encode(batch(1))
    assert data.startswith(b"{")
    assert decode(Batch, data) == batch(1)


def test_large_model_travels_compressed():
    """In one zstd frame, much smaller than its JSON."""
    data = encode(batch(1000))
    assert data.startswith(codec.MAGIC)
    assert len(data) < len(batch(1000).model_dump_json()) / 10
    assert decode(Batch, data) == batch(1000)


@given(st.integers(min_value=0, max_value=60))
def test_every_size_comes_back(changes):
    """On both sides of the bound."""
    assert decode(Batch, encode(batch(changes))) == batch(changes)


def test_unions_are_told_apart_by_their_type():
    """The discriminator travels though it is a default."""
    for report in (
        Applied(collection="c", site="s", pack="0" * 32),
        Built(collection="c", site="s", pack="1" * 32, parts=3),
    ):
        assert decode_with(REPORT, encode(report)) == report


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Invalid JSON"),
        (b"{", "Invalid JSON"),
        (b"\xff\xfe", "neither UTF-8 text nor a zstd frame"),
        (codec.MAGIC + b"rubbish", "damaged zstd frame"),
        (zstd.compress(b"{}" * 1000)[:-3], "cut short"),
        (zstd.compress(b"{}") + b"more", "something follows"),
        (b'{"collection": "c"}', "site: Field required"),
        (b"[]", "no Batch"),
    ],
)
def test_what_is_no_model_is_refused_in_precise_words(data, words):
    """The error names the field, or what is wrong with the bytes."""
    with pytest.raises(BadMessageError, match=words):
        decode(Batch, data)


def test_many_problems_are_counted():
    """The first few are named, the rest counted: an error is one line."""
    with pytest.raises(BadMessageError, match=r"and \d+ more$"):
        decode(Batch, b"{}")


def test_newer_major_version_is_told_from_rubbish():
    """It must not be thrown away: this service is what is too old."""
    text = batch(1).model_dump_json().replace('"schema_version":1', '"schema_version":2')
    with pytest.raises(NewerSchemaError):
        decode(Batch, text.encode())


def test_unknown_fields_of_a_newer_minor_version_are_read_over():
    """A peer may say more than we understand."""
    text = batch(1).model_dump_json().replace("{", '{"colour":"red",', 1)
    assert decode(Batch, text.encode()) == batch(1)


def test_decompression_is_bounded():
    """A small frame that holds too much is refused, not unpacked."""
    bomb = zstd.compress(bytes(codec.DECODED_BYTES_MAX + 1))
    assert len(bomb) < 100_000
    with pytest.raises(BadMessageError, match="decodes to more than"):
        decode(Batch, bomb)
