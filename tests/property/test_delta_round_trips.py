"""For any contents and edits: what is encoded, packed, taken apart and decoded is the content."""

import random
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.delta.compression import compress, decompress
from shared.delta.decode import decode_verified
from shared.delta.encode import EncodeOptions, encode_content
from shared.delta.errors import CorruptError
from shared.delta.hashing import hash_bytes
from shared.delta.librsync import make_delta, sign
from shared.delta.pack import PackEntry, PackSplitter, PackWriter
from shared.delta.patch import apply_delta
from shared.delta.reader import DELTA_MAGIC, Copy, DeltaReader, Literal
from testing.disk.files import MemoryDisk, MemoryFiles

BLOCK = 256
"""librsync's block length up to 64 KiB."""

seeds = st.integers(0, 2**32 - 1)
sizes = st.one_of(
    st.integers(0, 3 * BLOCK),
    st.builds(lambda blocks, more: max(0, blocks * BLOCK + more), st.integers(0, 40), st.integers(-1, 1)),
)
edits = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "move", "overwrite", "repeat"]),
        st.floats(0, 1),
        st.integers(1, 600),
    ),
    max_size=6,
)


def bytes_of(seed, size):
    """Return bytes that a seed makes; runs of one byte now and then, so that blocks repeat."""
    source = random.Random(seed)
    if seed % 5 == 0:
        return bytes(size)
    return source.randbytes(size)


def edited(data, changes, seed):
    """Return data after each change at its relative place."""
    source = random.Random(seed)
    for kind, place, length in changes:
        at = int(place * len(data))
        piece = data[at : at + length]
        without = data[:at] + data[at + length :]
        data = {
            "insert": lambda at=at, data=data, n=length: data[:at] + source.randbytes(n) + data[at:],
            "delete": lambda without=without: without,
            "move": lambda without=without, piece=piece: piece + without,
            "overwrite": lambda at=at, data=data, n=length: data[:at] + source.randbytes(n) + data[at + n :],
            "repeat": lambda piece=piece, data=data: data + piece,
        }[kind]()
    return data


def held(**contents):
    """Return files in memory with these contents."""
    files = MemoryFiles(MemoryDisk())
    for name, data in contents.items():
        with files.create(name) as file:
            file.write(data)
    return files


def content_of(files, name):
    """Return a file's bytes."""
    with files.open(name) as file:
        return file.read_at(0, file.status().fingerprint.size)


@settings(deadline=None, max_examples=150)
@given(sizes, seeds, edits, st.integers(1, 5000))
@example(0, 1, [], 1)
@example(BLOCK, 1, [("delete", 0.0, 1)], 1)
def test_a_delta_makes_the_new_content(size, seed, changes, step):
    """Signature, delta and patch give the new bytes for any edits and any cut of the stream."""
    old = bytes_of(seed, size)
    new = edited(old, changes, seed)
    files = held(old=old, new=new)
    with files.open("old") as basis, files.open("new") as source, files.create("result") as target:
        signature = b"".join(sign(basis, size=len(old)))
        delta = b"".join(make_delta(source, size=len(new), signature=signature))
        pieces = (delta[start : start + step] for start in range(0, len(delta), step))
        assert apply_delta(pieces, basis=basis, target=target, size=len(new)) == len(new)
    assert content_of(files, "result") == new


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(sizes, seeds, edits), max_size=5), st.sampled_from([64, 1000, 1 << 19]))
def test_a_pack_makes_its_contents(contents, part_bytes):
    """Whatever each content's encoding, and wherever parts are cut, each comes back verified."""
    pairs = [
        (bytes_of(seed, size), edited(bytes_of(seed, size), some, seed)) for size, seed, some in contents
    ]
    writer = PackWriter("0" * 32, part_bytes=part_bytes)
    parts = list(writer.parts(entry(number, old, new) for number, (old, new) in enumerate(pairs)))
    splitter = PackSplitter(writer.manifest(), part_bytes=part_bytes)
    pieces = [piece for part in parts for piece in splitter.split(part)]
    splitter.finish()
    for packed, (old, new) in zip(writer.manifest().contents, pairs, strict=True):
        stream = [piece.data for piece in pieces if piece.packed is packed]
        files = held(old=old)
        with files.open("old") as basis, files.create("result") as target:
            decode_verified(
                packed, stream, basis=basis, target=target, reopen=lambda files=files: files.open("result")
            )
        assert content_of(files, "result") == new


def entry(number, old, new):
    """Return the pack's entry of `new`: by turns from nothing, from a signature, from the old bytes."""
    files = held(old=old, new=new)
    basis, source = files.open("old"), files.open("new")
    signature = b"".join(sign(basis, size=len(old))) if number % 3 == 1 else None
    made = encode_content(
        source,
        size=len(new),
        basis_signature=signature,
        basis=basis if number % 3 == 2 else None,
        options=EncodeOptions(small_bytes_max=0),
    )
    return PackEntry(
        content=hash_bytes(new),
        size=len(new),
        encoding=made.encoding,
        basis=hash_bytes(old),
        chunks=made.chunks,
    )


@settings(max_examples=300)
@given(st.binary(max_size=200), st.integers(0, 1000), st.integers(0, 1000))
def test_no_bytes_make_the_reader_leave_its_bounds(noise, basis_size, size):
    """Whatever comes, copies stay in the basis and output within what was announced."""
    reader = DeltaReader(basis_size=basis_size, size=size)
    made = 0
    try:
        for event in reader.feed(DELTA_MAGIC + noise):
            if isinstance(event, Copy):
                assert 0 <= event.offset < event.offset + event.size <= basis_size
                made += event.size
            elif isinstance(event, Literal):
                made += len(event.data)
            assert made <= size
        reader.finish()
        assert made == size
    except CorruptError:
        pass


@settings(max_examples=200)
@given(st.binary(max_size=2000), st.lists(st.integers(0, 2000), max_size=8))
def test_a_frame_comes_back_however_it_is_cut(data, cuts):
    """Cuts anywhere, empty pieces included, do not show in what a frame holds."""
    packed = b"".join(compress([data]))
    places = [0, *sorted(min(cut, len(packed)) for cut in cuts), len(packed)]
    pieces = [packed[start:end] for start, end in pairwise(places)]
    assert b"".join(decompress(pieces, size_max=len(data))) == data
