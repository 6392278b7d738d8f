"""The FITS bytes within a packed content, in memory and within bounds."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.fits.by_name import claimed
from shared.fits.problems import Code, Problem, problem
from shared.fits.structure.scan import is_fits
from shared.model.impostors import AGAIN
from shared.model.reading import BytesReader, ReadAt

UNPACKED_MAX = 256 * 1024**2
"""Bytes of one member that are looked into: an eighth of a worker's memory."""

PASSED_MAX = 1024**3
"""Bytes that are unpacked to find a member: some seconds of a processor, however small the content is."""

GLANCED_MAX = 64 * 1024**2
"""Bytes that are unpacked to tell whether an archive holds FITS at all."""

MEMBERS_MAX = 1_000
"""Members of an archive that are looked at."""

PIECE = 1024**2


class _Readable(Protocol):
    def read(self, count: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came of unpacking."""

    source: ReadAt | None
    """None where nothing is there to be looked into."""
    member: str = ""
    problems: tuple[Problem, ...] = ()


class SourceFile(io.RawIOBase):
    """A source as a file that is read from its begin; of a tar archive that is all that is needed."""

    def __init__(self, source: ReadAt) -> None:
        super().__init__()
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        """Tell that it is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what comes next."""
        piece = self._source.read_at(self._at, len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


class _Bounded:
    """A stream of unpacked bytes that ends with an error once there are too many."""

    def __init__(self, stream: _Readable, most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, count: int = PIECE) -> bytes:
        """Return up to so many bytes."""
        piece = self._stream.read(min(count, PIECE))
        self._left -= len(piece)
        if self._left < 0:
            raise _TooLargeError
        return piece


class _TooLargeError(Exception):
    pass


def unpack_gzip(source: ReadAt) -> Unpacked:
    """Return the bytes of a packed file, as far as they can be unpacked."""
    found = bytearray()
    try:
        stream = _Bounded(_gzip(source), UNPACKED_MAX)
        while piece := stream.read():
            found += piece
    except _TooLargeError:
        return Unpacked(None, problems=(_too_large(UNPACKED_MAX),))
    except EOFError:
        words = f"the packed file ends before its contents do: {AGAIN}"
        return Unpacked(BytesReader(bytes(found)), problems=(problem(Code.TRUNCATED, words),))
    except (OSError, zlib.error) as error:
        words = f"it cannot be unpacked ({error}): {AGAIN}"
        return Unpacked(None, problems=(problem(Code.BAD_ARCHIVE, words),))
    return Unpacked(BytesReader(bytes(found)))


def holds_fits(source: ReadAt) -> bool:
    """Tell whether one of the first members of a packed archive is FITS by its name."""
    try:
        for member, _ in _members(source, GLANCED_MAX):
            if claimed(member) is not None:
                return True
    except (_TooLargeError, EOFError, OSError, zlib.error, tarfile.TarError):
        return False
    return False


def unpack_tar(source: ReadAt, words: tuple[str, ...]) -> Unpacked:
    """Return the member that tells a frame: of those that are FITS by name, one with the first word there is.

    Args:
        source: a gzip-compressed tar archive.
        words: parts of names, the best first.
    """
    best: tuple[int, str, ReadAt] | None = None
    found: list[Problem] = []
    try:
        for member, read in _members(source, PASSED_MAX):
            rank = next((at for at, word in enumerate(words) if word in member), len(words))
            if claimed(member) is None or (best is not None and best[0] <= rank):
                continue
            content = read()
            if is_fits(content):
                best = rank, member, BytesReader(content)
                if rank == 0:
                    break
    except _TooLargeError:
        found.append(_too_large(PASSED_MAX))
    except EOFError:
        found.append(problem(Code.TRUNCATED, f"the archive ends before its members do: {AGAIN}"))
    except (OSError, zlib.error, tarfile.TarError) as error:
        truncated = "unexpected end" in str(error)
        code = Code.TRUNCATED if truncated else Code.BAD_ARCHIVE
        found.append(problem(code, f"the archive cannot be unpacked ({error}): {AGAIN}"))
    if best is None:
        words_ = "none of the first members of the archive is a FITS file"
        return Unpacked(None, problems=(*found, problem(Code.NO_MEMBER, words_)))
    return Unpacked(best[2], best[1], tuple(found))


class _Read(Protocol):
    def __call__(self) -> bytes: ...


def _members(source: ReadAt, most: int) -> Iterator[tuple[str, _Read]]:
    """Yield the name of each file of an archive, and what reads it; there is no way back."""
    stream = _Bounded(_gzip(source), most)
    with tarfile.open(fileobj=stream, mode="r|", bufsize=tarfile.RECORDSIZE) as archive:  # type: ignore[call-overload]
        for number, member in enumerate(archive):
            if number >= MEMBERS_MAX:
                return
            if member.isfile():
                yield member.name, lambda member=member: _content(archive, member)


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > UNPACKED_MAX:
        raise _TooLargeError
    file = archive.extractfile(member)
    return file.read() if file is not None else b""


def _gzip(source: ReadAt) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=io.BufferedReader(SourceFile(source), PIECE), mode="rb")


def _too_large(most: int) -> Problem:
    words = f"it unpacks to more than {most // 1024**2} MiB, and was looked into no further"
    return problem(Code.TOO_LARGE, words)
