"""Runs of zeros take no room on the disk, whichever way they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.messages.transfers.manifest import Encoding, PackedContent
from shared.delta.decode import decode_content
from shared.delta.encode import EncodeOptions, encode_content
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.holes import HOLE_BYTES, pieces

SIZE = 32 * 1024 * 1024
ROOM = 256 * 1024
"""Bytes on the disk that a file with three small runs of data may take."""
RUNS = {0: b"head", 5_000_000: b"middle", SIZE - 4: b"tail"}


def allocated(path):
    """Return the bytes that a file takes on the disk."""
    return path.stat().st_blocks * 512


@pytest.fixture
def root(tmp_path):
    """A root with a sparse file, if the file system can hold one."""
    with (tmp_path / "sparse").open("wb") as file:
        for at, data in RUNS.items():
            file.seek(at)
            file.write(data)
    if allocated(tmp_path / "sparse") > ROOM:
        pytest.skip("this file system keeps no holes")
    return tmp_path


@pytest.fixture
def files(root):
    """The root, open."""
    files = PosixFiles(root)
    yield files
    files.close()


def assert_sparse_copy(root, name):
    """Make sure that a file has the bytes of the sparse one, and its holes."""
    assert (root / name).read_bytes() == (root / "sparse").read_bytes()
    assert allocated(root / name) <= ROOM


def test_copy_keeps_holes(root, files):
    """Whole, and in parts whose borders lie in holes."""
    with files.open("sparse") as source, files.create("copy") as copy:
        copy.copy_from(source, 0, 3_000_000)
        copy.copy_from(source, 3_000_000, 20_000_000)
        copy.copy_from(source, 23_000_000, SIZE - 23_000_000)
    assert_sparse_copy(root, "copy")


def test_written_zeros_are_holes(root, files):
    """Zeros that come in pieces as a stream brings them are not stored."""
    data = (root / "sparse").read_bytes()
    with files.create("copy") as copy:
        for start in range(0, SIZE, 256 * 1024):
            copy.write(data[start : start + 256 * 1024])
    assert_sparse_copy(root, "copy")


def test_file_that_ends_in_zeros_has_its_length(root, files):
    """The last hole counts, too."""
    with files.create("zeros") as file:
        file.write(bytes(SIZE))
        file.sync()
        assert file.status().fingerprint.size == SIZE
    assert (root / "zeros").read_bytes() == bytes(SIZE)
    assert allocated(root / "zeros") <= ROOM


def test_what_travels_whole_keeps_its_holes(root, files):
    """A pack brings zeros compressed; they are no blocks at the target."""
    with files.open("sparse") as source:
        data = list(encode_content(source, size=SIZE, options=EncodeOptions()).chunks)
    packed = PackedContent(content="0" * 64, size=SIZE, encoding=Encoding.FULL, length=sum(map(len, data)))
    with files.create("copy") as copy:
        decode_content(packed, data, basis=None, target=copy)
    assert_sparse_copy(root, "copy")


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(1, 3), st.integers(-2, 2)).map(
            lambda one: bytes([one[0]]) * (one[1] * HOLE_BYTES + one[2])
        ),
        max_size=6,
    ).map(b"".join)
)
def test_pieces_are_the_bytes(data):
    """Together they are what was cut, in order, and holes hold nothing but zeros."""
    cut = list(pieces(data))
    assert b"".join(piece for _, piece in cut) == data
    assert not any(any(piece) for is_hole, piece in cut if is_hole)
