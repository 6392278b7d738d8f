"""The journal of a publish: written before the first name changes, removed when all is in order.

It tells, after a crash, which files in the staging area are copies of new content, and which came out
of the collection and must not be lost.
"""

import contextlib
import re

from pydantic import ValidationError

from shared.contracts.messages.transfers.job import PACK_ID_PATTERN
from shared.contracts.messages.transfers.want import Held
from shared.model.base import FrozenModel
from shared.model.entry import State
from shared.model.paths import RelativePath
from shared.roots.posix.control import JOURNAL
from shared.roots.posix.durable import TEMPORARY_SUFFIX, write_durably
from shared.roots.posix.files.port import Files, MissingError, StorageError

SUFFIX = ".json"
READ_CHUNK = 1024 * 1024
JOURNAL_BYTES_MAX = 64 * 1024 * 1024
"""1000 records with paths of 4095 bytes, escaped, take less."""


class Record(FrozenModel):
    """One publication, and the name in the staging area that it is exchanged with."""

    path: RelativePath
    state: State
    prior: Held
    slot: str


class Journal(FrozenModel):
    """All publications of one pack."""

    schema_version: int = 1
    records: tuple[Record, ...]


class JournalError(StorageError):
    """A journal is damaged: what is staged beside it is kept in the trash."""


def write_journal(files: Files, pack: str, journal: Journal) -> None:
    """Make the journal durable."""
    write_durably(files, _path(pack), journal.model_dump_json().encode())


def read_journal(files: Files, pack: str) -> Journal | None:
    """Return the journal of a pack, or None: no name was changed, or all was brought to its end.

    Raises:
        JournalError: it is damaged.
    """
    try:
        with files.open(_path(pack)) as file:
            data = b""
            while (piece := file.read_at(len(data), READ_CHUNK)) and len(data) <= JOURNAL_BYTES_MAX:
                data += piece
    except MissingError:
        return None
    try:
        return Journal.model_validate_json(data)
    except ValidationError as error:
        raise JournalError(f"journal {_path(pack)!r} is damaged: {error.error_count()} errors") from error


def remove_journal(files: Files, pack: str) -> None:
    """Remove the journal of a pack, durably."""
    drop_half_written(files, pack)
    with contextlib.suppress(MissingError):
        files.remove(_path(pack))
    files.sync_directory(JOURNAL)


def drop_half_written(files: Files, pack: str) -> None:
    """Remove what is left of a journal that never came to be."""
    with contextlib.suppress(MissingError):
        files.remove(_path(pack) + TEMPORARY_SUFFIX)


def journalled_packs(files: Files) -> set[str]:
    """Return the packs that have a journal, half-written ones included."""
    names = [entry.name.removesuffix(TEMPORARY_SUFFIX).removesuffix(SUFFIX) for entry in files.list(JOURNAL)]
    return {name for name in names if is_pack(name)}


def is_pack(name: str) -> bool:
    """Tell whether `name` may be a pack's: nothing else is touched in the control directory."""
    return re.fullmatch(PACK_ID_PATTERN[1:-1], name) is not None


def _path(pack: str) -> str:
    return f"{JOURNAL}/{pack}{SUFFIX}"
