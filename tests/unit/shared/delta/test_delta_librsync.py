"""The binding to librsync, and what it exchanges with rdiff, librsync's own command."""

import random
import subprocess

import pytest

from shared.delta.errors import LibraryMissingError, SignatureError, SourceChangedError
from shared.delta.librsync import load_library, make_delta, sign, signature_arguments, sparse_block_length
from shared.delta.patch import apply_delta
from shared.delta.signature import check_signature

BASIS = random.Random(1).randbytes(400_000)
EDITS = {
    "same": BASIS,
    "insertion": BASIS[:1000] + b"inserted" + BASIS[1000:],
    "deletion": BASIS[:5000] + BASIS[9000:],
    "moved": BASIS[200_000:] + BASIS[:200_000],
    "appended": BASIS + random.Random(2).randbytes(50_000),
    "other": random.Random(3).randbytes(300_000),
    "empty": b"",
    "zeros": bytes(300_000),
}


def put(tmp_path, **contents):
    """Write files by name."""
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)


def rdiff(tmp_path, *arguments):
    """Run rdiff in the directory, overwriting what it makes."""
    subprocess.run(["rdiff", "--force", *arguments], cwd=tmp_path, check=True, timeout=60)


def our_signature(files, name, size):
    """Return our signature of a file."""
    with files.open(name) as file:
        return b"".join(sign(file, size=size))


def our_patch(files, delta, size):
    """Apply a delta to `basis` with our reader, into `result`."""
    with files.open("basis") as basis, files.create("result") as target:
        apply_delta([delta], basis=basis, target=target, size=size)


@pytest.mark.parametrize("edit", EDITS)
def test_our_signature_serves_rdiff_whose_delta_we_apply(files, tmp_path, edit):
    """Our signature, rdiff's delta, our patch: the new bytes."""
    new = EDITS[edit]
    put(tmp_path, basis=BASIS, new=new)
    put(tmp_path, signature=our_signature(files, "basis", len(BASIS)))
    rdiff(tmp_path, "delta", "signature", "new", "delta")
    our_patch(files, (tmp_path / "delta").read_bytes(), len(new))
    assert (tmp_path / "result").read_bytes() == new


@pytest.mark.parametrize("edit", EDITS)
def test_rdiffs_signature_serves_us_and_rdiff_applies_our_delta(files, tmp_path, edit):
    """Rdiff's signature, our delta, rdiff's patch: the new bytes."""
    new = EDITS[edit]
    put(tmp_path, basis=BASIS, new=new)
    rdiff(tmp_path, "signature", "basis", "signature")
    with files.open("new") as file:
        signature = (tmp_path / "signature").read_bytes()
        put(tmp_path, delta=b"".join(make_delta(file, size=len(new), signature=signature)))
    rdiff(tmp_path, "patch", "basis", "delta", "result")
    assert (tmp_path / "result").read_bytes() == new


@pytest.mark.parametrize("edit", ["insertion", "deletion", "moved", "appended"])
def test_an_edit_costs_little_more_than_itself(files, tmp_path, edit):
    """The delta of an edit holds the edit and a few blocks, not the file."""
    new = EDITS[edit]
    put(tmp_path, basis=BASIS, new=new)
    signature = our_signature(files, "basis", len(BASIS))
    with files.open("new") as file:
        delta = b"".join(make_delta(file, size=len(new), signature=signature))
    assert len(delta) < max(len(new) - len(BASIS), 0) + 4000


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_536, 65_537])
def test_signature_and_delta_hold_at_the_borders_of_blocks(files, tmp_path, size):
    """Sizes around a block and none at all go there and back."""
    basis, new = BASIS[:size], BASIS[: size + 1]
    put(tmp_path, basis=basis, new=new)
    signature = our_signature(files, "basis", size)
    check_signature(signature, basis_size=size)
    with files.open("new") as file:
        delta = b"".join(make_delta(file, size=len(new), signature=signature))
    our_patch(files, delta, len(new))
    assert (tmp_path / "result").read_bytes() == new


def test_our_signature_is_the_one_that_rdiff_makes(files, tmp_path):
    """With the same lengths, the bytes are the same."""
    put(tmp_path, basis=BASIS)
    block, strong = signature_arguments(len(BASIS))
    rdiff(tmp_path, "-b", str(block), "-S", str(strong), "signature", "basis", "signature")
    assert our_signature(files, "basis", len(BASIS)) == (tmp_path / "signature").read_bytes()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, (256, 6)),
        (65_536, (256, 6)),
        (1 << 20, (1024, 7)),
        (1 << 30, (32_768, 8)),
        (1 << 40, (1 << 20, 10)),
    ],
)
def test_the_lengths_are_librsyncs_own_and_clamped(size, expected):
    """Block length is the root of the size in steps of 128; strong sums have 6 to 12 bytes."""
    block, strong = signature_arguments(size)
    assert (block, strong) == expected


@pytest.mark.parametrize(
    ("size", "expected"), [(0, 512), (95_424, 512), (1 << 20, 1536), (1 << 30, 49_152), (1 << 60, 1 << 24)]
)
def test_a_signature_that_travels_has_longer_blocks(files, tmp_path, size, expected):
    """Half as long again as librsync's, within bounds that a reader accepts."""
    assert sparse_block_length(size) == expected
    put(tmp_path, basis=BASIS)
    with files.open("basis") as file:
        signature = b"".join(sign(file, size=len(BASIS), block_length=expected))
    assert check_signature(signature, basis_size=len(BASIS)).block_length == expected


def test_a_file_that_shrank_is_told_apart(files, tmp_path):
    """Fewer bytes than announced are an error that names the cause, not a short signature."""
    put(tmp_path, basis=BASIS[:1000])
    with pytest.raises(SourceChangedError, match="1000 of 1001"):
        our_signature(files, "basis", 1001)


def test_an_unsafe_signature_never_reaches_the_library(files, tmp_path):
    """The delta of an MD4 signature that rdiff made is refused by us."""
    put(tmp_path, basis=BASIS, new=BASIS)
    rdiff(tmp_path, "-H", "md4", "signature", "basis", "signature")
    with files.open("new") as file, pytest.raises(SignatureError, match="magic"):
        next(make_delta(file, size=len(BASIS), signature=(tmp_path / "signature").read_bytes()))


def test_a_stream_that_is_dropped_midway_frees_its_job(files, tmp_path):
    """Closing a delta before its end neither fails nor harms the next one."""
    put(tmp_path, basis=BASIS, new=EDITS["other"])
    signature = our_signature(files, "basis", len(BASIS))
    with files.open("new") as file:
        for _ in range(20):
            delta = make_delta(file, size=len(EDITS["other"]), signature=signature)
            assert next(delta)
            delta.close()


def test_a_missing_library_tells_the_operator_what_to_install():
    """The error names the package."""
    with pytest.raises(LibraryMissingError, match="librsync2"):
        load_library("librsync-that-is-not-there.so.2")
