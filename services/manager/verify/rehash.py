"""The reading of files once more, in portions between which a caller may rest. Blocks: call it in threads."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from blake3 import blake3

from services.manager.verify.verdict import CHANGED, Expected, Reading, verdict_of, verified
from shared.contracts.messages.verification import Verdict, VerifiedFile
from shared.delta.hashing import HASH_BLOCK_BYTES
from shared.roots.posix.files.port import Files, MissingError, StorageError, WrongTypeError

PORTION_BYTES = 16 * 1024 * 1024
"""Read in one call of a thread: some hundredths of a second, after which a person's end of it is heard."""

PORTION_FILES = 256
"""Of small files, which take longer to open than to read."""

Step = int | VerifiedFile
"""Bytes that were read, or a file of which all was."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What one call has read."""

    bytes: int
    files: tuple[VerifiedFile, ...]


def rehash(files: Files, expected: Iterable[Expected]) -> Iterator[Step]:
    """Read files, one after the other."""
    for file in expected:
        yield (yield from _examine(files, file))


def next_portion(steps: Iterator[Step]) -> Portion | None:
    """Read on for a while; None where all was read."""
    read, told = 0, list[VerifiedFile]()
    for step in steps:
        if isinstance(step, VerifiedFile):
            told.append(step)
        else:
            read += step
        if read >= PORTION_BYTES or len(told) >= PORTION_FILES:
            break
    return Portion(read, tuple(told)) if read or told else None


def _examine(files: Files, file: Expected) -> Generator[int, None, VerifiedFile]:
    readings: list[Reading] = []
    try:
        while (verdict := verdict_of(file, readings)) is None:
            if readings:
                # What a program has written through a mapping has its time when it is written back.
                files.sync_file(file.path)
            readings.append((yield from _read(files, file.path)))
    except (MissingError, WrongTypeError):
        return verified(file, Verdict.DRIFT, CHANGED)
    except StorageError as error:
        return verified(file, Verdict.UNREADABLE, str(error))
    return verdict


def _read(files: Files, path: str) -> Generator[int, None, Reading]:
    hasher, offset = blake3(), 0
    with files.open(path) as file:
        file.uncache()
        before = file.status().fingerprint
        while block := file.read_at(offset, HASH_BLOCK_BYTES):
            hasher.update(block)
            offset += len(block)
            yield len(block)
        # What was read for this alone is not to push out what people read.
        file.uncache()
        return Reading(hasher.hexdigest(), before, file.status().fingerprint)
