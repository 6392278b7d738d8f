"""The look into one content: find its bytes by their hash, and show them to describers."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from services.describer.work.protocol import Job, Looked, Missing
from services.describer.work.trim import trimmed
from shared.contracts.messages.description import DETAIL_MAX, Findings
from shared.delta.hashing import hash_readable
from shared.descriptions.port import Describer
from shared.roots.posix.files.port import Files, ReadableFile, StorageError

HASH_BLOCK_BYTES = 8 * 1024**2
HASH_THREADS = 2
"""Of a content that has more than one block. To make them takes more time than to hash a small one."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """Implements `shared.descriptions.port.Source` over an open file."""

    file: ReadableFile
    size: int

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`: fewer only where the file ends."""
        pieces: list[bytes] = []
        while count > 0:
            piece = self.file.read_at(offset, count)
            if not piece:
                break
            pieces.append(piece)
            offset, count = offset + len(piece), count - len(piece)
        return b"".join(pieces) if len(pieces) != 1 else pieces[0]


def examine(
    job: Job, files: Files, describers: Sequence[Describer], *, begun: Callable[[str], None]
) -> Looked | Missing:
    """Return what the first describer that recognises the content tells of it.

    The file stays open, is hashed before it is read, and must not have been touched meanwhile: nothing is
    told of other bytes.

    Args:
        job: which content.
        files: the root.
        describers: in the order in which they are asked.
        begun: called before each is.
    """
    reason = "no path holds it"
    for path in job.paths:
        with ExitStack() as stack:
            try:
                file = stack.enter_context(files.open(path))
                before = file.status().fingerprint
                if before.size != job.size or _hash(file, job.size) != job.content:
                    continue
                found = _ask(FileSource(file, job.size), job.name, describers, begun)
                if file.status().fingerprint == before:
                    return found
                reason = f"{path} changed while it was read"
            except StorageError as error:
                reason = str(error)
    return Missing(reason=reason[:DETAIL_MAX])


def _hash(file: ReadableFile, size: int) -> str:
    threads = HASH_THREADS if size > HASH_BLOCK_BYTES else 1
    return hash_readable(file, block_bytes=HASH_BLOCK_BYTES, threads=threads)


def _ask(
    source: FileSource, name: str, describers: Sequence[Describer], begun: Callable[[str], None]
) -> Looked:
    for describer in describers:
        begun(describer.name)
        try:
            if describer.recognises(source, name):
                return _fitting(describer.name, describer.describe(source, name))
        except StorageError:
            raise
        # A plug-in may raise anything, and it costs one content.
        except Exception as error:  # noqa: BLE001
            return Looked(describer=describer.name, failure=_words(error))
    return Looked()


def _fitting(describer: str, findings: Findings) -> Looked:
    kept = trimmed(findings)
    if kept is None:
        return Looked(describer=describer, failure="its findings are larger than a description may be")
    return Looked(describer=describer, findings=kept)


def _words(error: Exception) -> str:
    line = " ".join(f"it raised {type(error).__name__}: {error}".split())
    return "".join(letter if letter.isprintable() else "?" for letter in line)[:DETAIL_MAX]
