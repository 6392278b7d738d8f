"""Packs: contents in parts, verified on the way back."""

import random

import pytest

from shared.bus.codec import encode
from shared.contracts.messages.transfers.manifest import Encoding, Manifest
from shared.contracts.topology import Stream, Topology
from shared.delta.errors import CorruptError, PackTooLargeError
from shared.delta.hashing import hash_bytes
from shared.delta.pack import (
    PACK_BYTES_MAX,
    PART_BYTES,
    PARTS_MAX,
    PackEntry,
    PackSplitter,
    PackWriter,
    check_manifest,
)

PACK = "0" * 32
PART = 10


def entry(data, *, step=7):
    """Return an entry whose encoded bytes are `data`."""
    chunks = (data[start : start + step] for start in range(0, len(data), step))
    return PackEntry(content=hash_bytes(data), size=len(data), encoding=Encoding.FULL, chunks=chunks)


def pack(*contents, part_bytes=PART):
    """Return the manifest and the parts of a pack."""
    writer = PackWriter(PACK, part_bytes=part_bytes)
    parts = list(writer.parts(entry(data) for data in contents))
    return writer.manifest(), parts


def pieces(manifest, parts):
    """Yield what parts hold."""
    splitter = PackSplitter(manifest, part_bytes=PART)
    yield from splitter.begin()
    for part in parts:
        yield from splitter.split(part)
    splitter.finish()


def unpack(manifest, parts):
    """Return the contents' encoded bytes."""
    made = [b""]
    for piece in pieces(manifest, parts):
        made[-1] += piece.data
        if piece.last:
            made.append(b"")
    return made[:-1]


CONTENTS = (b"abc", b"", b"d" * 25, b"e" * 10, b"f")


def test_what_is_packed_comes_back():
    """Contents that share parts, span parts or are empty come back in order."""
    manifest, parts = pack(*CONTENTS)
    assert unpack(manifest, parts) == list(CONTENTS)


def test_parts_have_one_size_but_the_last():
    """Small contents share a part: 39 bytes make four parts of 10."""
    manifest, parts = pack(*CONTENTS)
    assert [len(part) for part in parts] == [10, 10, 10, 9]
    assert manifest.parts == tuple(hash_bytes(part) for part in parts)
    assert [packed.length for packed in manifest.contents] == [3, 0, 25, 10, 1]


@pytest.mark.parametrize("contents", [(), (b"",), (b"x" * 20,)])
def test_no_empty_part_is_made(contents):
    """Nothing to send makes no part, and an even cut leaves no rest."""
    manifest, parts = pack(*contents)
    assert all(parts)
    assert unpack(manifest, parts) == list(contents)


def test_parts_come_before_the_pack_is_whole():
    """A part is there as soon as its bytes are: the writer holds no more than one."""
    asked = []

    def endless():
        while True:
            asked.append(1)
            yield b"x" * PART

    source = PackEntry(content=hash_bytes(b""), size=0, encoding=Encoding.FULL, chunks=endless())
    parts = PackWriter(PACK, part_bytes=PART).parts([source])
    for count in range(1, 5):
        next(parts)
        assert len(asked) == count


def test_a_pack_is_bounded():
    """A stream over the bound is refused, with words on what to do."""
    writer = PackWriter(PACK, part_bytes=PART, parts_max=2)
    with pytest.raises(PackTooLargeError, match="fewer contents"):
        list(writer.parts([entry(b"x" * 21)]))


def test_a_part_fits_a_message():
    """Parts of real packs stay within half of NATS' default largest message."""
    assert PART_BYTES * 2 == 1024 * 1024


def test_a_content_comes_as_its_parts_come():
    """Nothing of a content waits for the part in which it ends."""
    manifest, parts = pack(*CONTENTS)
    splitter = PackSplitter(manifest, part_bytes=PART)
    assert list(splitter.begin()) == []
    seen = [[(piece.data, piece.last) for piece in splitter.split(part)] for part in parts]
    assert seen == [
        [(b"abc", True), (b"", True), (b"d" * 7, False)],
        [(b"d" * 10, False)],
        [(b"d" * 8, True), (b"ee", False)],
        [(b"e" * 8, True), (b"f", True)],
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_changed_part_is_refused_before_it_is_used(number):
    """One flipped bit in any part ends the pack at that part, for this call and all later ones."""
    manifest, parts = pack(*CONTENTS)
    wrong = bytes([parts[number][0] ^ 1]) + parts[number][1:]
    splitter = PackSplitter(manifest, part_bytes=PART)
    for part in parts[:number]:
        list(splitter.split(part))
    for part in (wrong, parts[number]):
        with pytest.raises(CorruptError, match=f"part {number + 1} of 4"):
            next(splitter.split(part))
    with pytest.raises(CorruptError):
        splitter.finish()


def test_missing_swapped_and_cut_parts_are_refused():
    """Parts must all be there, in order, whole."""
    manifest, parts = pack(*CONTENTS)
    for wrong in (parts[:3], parts[1:], [], [parts[1], parts[0], *parts[2:]], [parts[0][:9], *parts[1:]]):
        with pytest.raises(CorruptError, match="part"):
            unpack(manifest, wrong)


def test_lengths_that_do_not_fit_the_parts_are_refused():
    """A manifest cannot announce more or fewer bytes than its parts hold."""
    manifest, parts = pack(*CONTENTS)
    for length in (0, 1 << 50):
        first = manifest.contents[0].model_copy(update={"length": length})
        other = manifest.model_copy(
            update={"contents": (first, *manifest.contents[1:], manifest.contents[2])}
        )
        with pytest.raises(CorruptError, match="parts"):
            check_manifest(other, part_bytes=PART)
        with pytest.raises(CorruptError):
            unpack(other, parts)


def test_bytes_short_of_the_announced_length_are_refused():
    """Lengths that pass the count of parts, but not their bytes, are found when the bytes run out."""
    manifest, parts = pack(b"abc", b"de")
    longer = manifest.contents[1].model_copy(update={"length": 7})
    with pytest.raises(CorruptError, match="ends before"):
        unpack(manifest.model_copy(update={"contents": (manifest.contents[0], longer)}), parts)


def test_a_difference_without_a_basis_is_refused():
    """A delta or prefix must name what it is against."""
    manifest, _ = pack(b"abc")
    delta = manifest.contents[0].model_copy(update={"encoding": Encoding.DELTA})
    with pytest.raises(CorruptError, match="basis"):
        check_manifest(manifest.model_copy(update={"contents": (delta,)}), part_bytes=PART)


def test_the_manifest_of_the_largest_pack_is_one_message_and_the_store_takes_its_parts():
    """Hashes do not compress below their entropy: half of their hexadecimal. 4.2 GiB fit."""
    hashes = tuple(random.Random(1).randbytes(32).hex() for _ in range(PARTS_MAX))
    manifest = Manifest(pack="0" * 32, contents=(), parts=hashes)
    store = next(spec for spec in Topology().streams() if spec.name is Stream.PACKS)
    assert len(encode(manifest)) < 1024 * 1024 * 2 // 3
    assert 4.2 * 1024**3 < PACK_BYTES_MAX < store.max_bytes
