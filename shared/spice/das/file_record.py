"""The file record of a DAS file: its first 1024 bytes.

Layout (DAS Required Reading, "The File Record"): id word 8, internal name 60 characters, four int32 (reserved
records, reserved characters, comment records, comment characters), format word 8, and the FTP string.
"""

import struct
from dataclasses import dataclass

from shared.spice.daf.file_record import BIG, HEAD, LITTLE, RECORD
from shared.spice.ftp_string import Transfer, transfer_of
from shared.spice.reading import MalformedKernelError, ReadAt

ID_WORDS = (b"DAS/", b"NAIF/DAS")


@dataclass(frozen=True, slots=True)
class DasRecord:
    """The file record of a DAS file, decoded."""

    id_word: str
    order: str
    """Byte order as `struct` writes it: `<` or `>`."""
    internal_name: str
    reserved_records: int
    comment_records: int
    comment_characters: int
    transfer: Transfer

    @property
    def first_directory(self) -> int:
        """Record number, from 1, of the first directory."""
        return self.reserved_records + self.comment_records + 2


def decode_record(source: ReadAt) -> DasRecord:
    """Return the file record of a DAS file of either byte order.

    Raises:
        MalformedKernelError: it is none, or its numbers cannot be.
    """
    head = source.read_at(0, HEAD)
    if not head.startswith(ID_WORDS):
        raise MalformedKernelError("the file does not begin with a DAS id word")
    if len(head) < RECORD:
        raise MalformedKernelError(f"the file record has {len(head)} of {RECORD} bytes: fetch the file again")
    order = {LITTLE: "<", BIG: ">"}.get(head[84:92]) or _guess(head)
    reserved, _, comments, characters = _counts(head, order)
    if not _plausible(reserved, comments, characters):
        raise MalformedKernelError(f"{comments} comment records cannot hold {characters} characters")
    name = head[8:68].decode("latin-1").strip(" \0")
    word = head[:8].decode("latin-1").strip()
    return DasRecord(word, order, name, reserved, comments, characters, transfer_of(head))


def _counts(head: bytes, order: str) -> tuple[int, int, int, int]:
    reserved, reserved_characters, comments, characters = struct.unpack_from(order + "4i", head, 68)
    return reserved, reserved_characters, comments, characters


def _plausible(reserved: int, comments: int, characters: int) -> bool:
    """Tell whether the counts can be: comments fill their records but for the last."""
    return 0 <= reserved < 2**20 and 0 <= comments < 2**20 and 0 <= characters <= comments * RECORD


def _guess(head: bytes) -> str:
    for order in "<>":
        reserved, _, comments, characters = _counts(head, order)
        if _plausible(reserved, comments, characters):
            return order
    raise MalformedKernelError("neither byte order gives possible counts of records")
