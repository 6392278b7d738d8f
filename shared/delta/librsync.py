"""A thin typed binding to librsync 2.3 and later (`docs/decisions/0002-librsync-binding.md` says why).

Jobs stream: bounded buffers in and out, whatever the size of the file. Calls release the interpreter
lock. Facts of the interface: librsync.h of https://github.com/librsync/librsync.
"""

import ctypes
import functools
from collections.abc import Iterable, Iterator
from typing import NewType

from shared.delta.errors import LibraryMissingError, LibrsyncError
from shared.delta.reading import STREAM_BLOCK_BYTES, read_blocks
from shared.delta.signature import BLOCK_LENGTH_MAX, RK_BLAKE2_MAGIC, check_signature
from shared.roots.posix.files.port import ReadableFile

LIBRARY_NAME = "librsync.so.2"

STRONG_LENGTH_RANGE = (6, 12)
"""Bytes of a strong sum. Below 6 chance collisions show; above 12 is waste, since results are verified."""

SPARSE_FACTOR = 1.5
SPARSE_BLOCK_MIN = 512
BLOCK_STEP = 128
"""A signature that travels has larger blocks than librsync recommends: its sums take 10 bytes and more for
each block, rsync's about 6, and they weigh more than the longer literals (docs/decisions/0007)."""

_DONE = 0
_BLOCKED = 1
_LEAST_STRONG_LENGTH = ctypes.c_size_t(-1).value

_Job = NewType("_Job", int)
_Sums = NewType("_Sums", int)


class _Buffers(ctypes.Structure):
    """rs_buffers_t."""

    _fields_ = (
        ("next_in", ctypes.c_char_p),
        ("avail_in", ctypes.c_size_t),
        ("eof_in", ctypes.c_int),
        ("next_out", ctypes.c_void_p),
        ("avail_out", ctypes.c_size_t),
    )
    next_in: bytes | None
    avail_in: int
    eof_in: int
    next_out: int
    avail_out: int


_INTERFACE: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "rs_sig_args": (
        ctypes.c_int,
        (
            ctypes.c_longlong,
            ctypes.POINTER(ctypes.c_int),
            ctypes.POINTER(ctypes.c_size_t),
            ctypes.POINTER(ctypes.c_size_t),
        ),
    ),
    "rs_sig_begin": (ctypes.c_void_p, (ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int)),
    "rs_loadsig_begin": (ctypes.c_void_p, (ctypes.POINTER(ctypes.c_void_p),)),
    "rs_build_hash_table": (ctypes.c_int, (ctypes.c_void_p,)),
    "rs_delta_begin": (ctypes.c_void_p, (ctypes.c_void_p,)),
    "rs_job_iter": (ctypes.c_int, (ctypes.c_void_p, ctypes.POINTER(_Buffers))),
    "rs_job_free": (ctypes.c_int, (ctypes.c_void_p,)),
    "rs_free_sumset": (None, (ctypes.c_void_p,)),
    "rs_strerror": (ctypes.c_char_p, (ctypes.c_int,)),
    "rs_trace_to": (None, (ctypes.c_void_p,)),
}


@functools.cache
def load_library(name: str = LIBRARY_NAME) -> ctypes.CDLL:
    """Return the loaded library, its functions typed and its own messages to stderr switched off.

    Raises:
        LibraryMissingError: it is not installed, or older than 2.3.
    """
    try:
        library = ctypes.CDLL(name)
        for function, (result, arguments) in _INTERFACE.items():
            getattr(library, function).restype = result
            getattr(library, function).argtypes = arguments
    except (OSError, AttributeError) as error:
        raise LibraryMissingError(
            f"cannot use {name} ({error}): install librsync 2.3 or later (Debian package librsync2)"
        ) from error
    library.rs_trace_to(None)
    return library


def signature_arguments(size: int) -> tuple[int, int]:
    """Return the block length and the strong length, in bytes, for a basis of `size` bytes.

    Both are librsync's recommendation; the strong length is clamped to STRONG_LENGTH_RANGE.
    """
    library = load_library()
    magic = ctypes.c_int(RK_BLAKE2_MAGIC)
    block = ctypes.c_size_t(0)
    strong = ctypes.c_size_t(_LEAST_STRONG_LENGTH)
    result = library.rs_sig_args(size, ctypes.byref(magic), ctypes.byref(block), ctypes.byref(strong))
    _check(library, result, f"rs_sig_args for {size} bytes")
    least, most = STRONG_LENGTH_RANGE
    return block.value, min(max(strong.value, least), most)


def sparse_block_length(size: int) -> int:
    """Return the block length, in bytes, of a signature that travels, for a basis of `size` bytes."""
    recommended, _ = signature_arguments(size)
    longer = round(recommended * SPARSE_FACTOR / BLOCK_STEP) * BLOCK_STEP
    return min(max(longer, SPARSE_BLOCK_MIN), BLOCK_LENGTH_MAX)


def sign(basis: ReadableFile, *, size: int, block_length: int | None = None) -> Iterator[bytes]:
    """Yield the signature (RK + BLAKE2) of the first `size` bytes of `basis`.

    Args:
        basis: the content.
        size: its bytes.
        block_length: bytes of a block; librsync's recommendation where it is not given.

    Raises:
        SourceChangedError: the file has fewer bytes.
        LibraryMissingError: librsync is not installed.
    """
    library = load_library()
    recommended, strong_length = signature_arguments(size)
    job = _Job(library.rs_sig_begin(block_length or recommended, strong_length, RK_BLAKE2_MAGIC))
    yield from _run(library, job, read_blocks(basis, size=size))


def make_delta(new: ReadableFile, *, size: int, signature: bytes) -> Iterator[bytes]:
    """Yield the delta that makes the first `size` bytes of `new` from the basis that was signed.

    Raises:
        SignatureError: the signature is not safe to load.
        SourceChangedError: the file has fewer bytes.
        LibraryMissingError: librsync is not installed.
    """
    check_signature(signature)
    library = load_library()
    sums = _load_signature(library, signature)
    try:
        job = _Job(library.rs_delta_begin(sums))
        yield from _run(library, job, read_blocks(new, size=size))
    finally:
        library.rs_free_sumset(sums)


def _load_signature(library: ctypes.CDLL, signature: bytes) -> _Sums:
    pointer = ctypes.c_void_p()
    job = _Job(library.rs_loadsig_begin(ctypes.byref(pointer)))
    try:
        for _ in _run(library, job, (signature,)):
            raise LibrsyncError("librsync made output while it loaded a signature")
        _check(library, library.rs_build_hash_table(pointer), "rs_build_hash_table")
    except BaseException:
        library.rs_free_sumset(pointer)
        raise
    return _Sums(pointer.value or 0)


def _run(library: ctypes.CDLL, job: _Job, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Feed a job to its end, yield what it makes, and free it."""
    output = ctypes.create_string_buffer(STREAM_BLOCK_BYTES)
    source = iter(blocks)
    # A structure's c_char_p field keeps the bytes alive until the next assignment.
    buffers = _Buffers()
    try:
        result = _BLOCKED
        while result == _BLOCKED:
            # Input is fed only when output has room: a blocked job would pile it up inside.
            if not buffers.avail_in and not buffers.eof_in and (buffers.avail_out or not buffers.next_out):
                _feed(buffers, next(source, b""))
            buffers.next_out, buffers.avail_out = ctypes.addressof(output), len(output)
            result = library.rs_job_iter(job, ctypes.byref(buffers))
            if made := len(output) - buffers.avail_out:
                yield ctypes.string_at(output, made)
        _check(library, result, "rs_job_iter")
    finally:
        library.rs_job_free(job)


def _feed(buffers: _Buffers, block: bytes) -> None:
    buffers.next_in, buffers.avail_in, buffers.eof_in = block, len(block), not block


def _check(library: ctypes.CDLL, result: int, what: str) -> None:
    if result != _DONE:
        text = library.rs_strerror(result).decode("ascii", "replace")
        raise LibrsyncError(f"librsync failed in {what}: {text} ({result}); send the content whole")
