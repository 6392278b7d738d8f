"""The file record of a DAF: its first 1024 bytes.

Layout (DAF Required Reading, "The File Record"): id word 8, ND and NI int32, internal name 60 characters,
FWARD, BWARD and FREE int32, format word 8, and the FTP string. FREE is the first free address; an address
counts doubles from 1, so a file is whole when every double below FREE is there.
"""

import struct
from dataclasses import dataclass

from shared.spice.ftp_string import Transfer, transfer_of
from shared.spice.reading import MalformedKernelError, ReadAt

RECORD = 1024
"""Bytes of a record: 128 doubles."""
DOUBLES = 128
SUMMARY_DOUBLES_MAX = 125
"""A summary record holds three pointers and 125 doubles, so a summary has at most 125."""
HEAD = 1_100
"""Bytes to read of a file's start: a record, and room for an FTP string that grown line ends moved."""

ID_WORDS = (b"DAF/", b"NAIF/DAF")
LITTLE = b"LTL-IEEE"
BIG = b"BIG-IEEE"
FOREIGN_FORMATS = (b"VAX-GFLT", b"VAX-DFLT")
"""Of machines that CSPICE no longer runs on."""


@dataclass(frozen=True, slots=True)
class DafRecord:
    """The file record of a DAF, decoded."""

    id_word: str
    order: str
    """Byte order as `struct` writes it: `<` or `>`."""
    nd: int
    """Doubles in a summary."""
    ni: int
    """Integers in a summary, the two addresses included."""
    internal_name: str
    first_summary: int
    """Record number, from 1, of the first summary record (FWARD)."""
    last_summary: int
    free: int
    """First free address (FREE)."""
    format_told: bool
    """Whether the file has a format word: files older than toolkit N0050 have none."""
    transfer: Transfer

    @property
    def summary_doubles(self) -> int:
        """Doubles that a summary takes: its integers are packed by two."""
        return self.nd + (self.ni + 1) // 2

    @property
    def needed(self) -> int:
        """Bytes that the file must have so that no address below FREE is missing."""
        return -(-(self.free - 1) // DOUBLES) * RECORD


def decode_record(source: ReadAt) -> DafRecord:
    """Return the file record of a DAF, of either byte order, old or new.

    Raises:
        MalformedKernelError: it is none, or its numbers cannot be.
    """
    head = source.read_at(0, HEAD)
    if not head.startswith(ID_WORDS):
        raise MalformedKernelError("the file does not begin with a DAF id word")
    if len(head) < RECORD:
        raise MalformedKernelError(f"the file record has {len(head)} of {RECORD} bytes: fetch the file again")
    word = head[88:96]
    if word in FOREIGN_FORMATS:
        raise MalformedKernelError(f"the number format {word.decode()} is read by no current toolkit")
    order = _byte_order(head, word)
    return _decode(head, order, format_told=word in (LITTLE, BIG))


def _byte_order(head: bytes, word: bytes) -> str:
    if word == LITTLE:
        return "<"
    if word == BIG:
        return ">"
    for order in "<>":
        if _plausible(*struct.unpack_from(order + "2i", head, 8)):
            return order
    raise MalformedKernelError("neither byte order gives a possible size of summaries")


def _plausible(nd: int, ni: int) -> bool:
    """Tell whether a summary can have so many numbers (limits of DAF Required Reading)."""
    return 0 <= nd <= 124 and 2 <= ni <= 250 and nd + (ni + 1) // 2 <= SUMMARY_DOUBLES_MAX


def _decode(head: bytes, order: str, *, format_told: bool) -> DafRecord:
    nd, ni = struct.unpack_from(order + "2i", head, 8)
    first, last, free = struct.unpack_from(order + "3i", head, 76)
    if not _plausible(nd, ni):
        raise MalformedKernelError(f"a summary cannot have {nd} doubles and {ni} integers")
    if first < 2 or last < 2 or free <= last * DOUBLES:
        raise MalformedKernelError(
            f"summary records {first} to {last} and free address {free} exclude another"
        )
    return DafRecord(
        id_word=head[:8].decode("latin-1").strip(),
        order=order,
        nd=nd,
        ni=ni,
        internal_name=head[16:76].decode("latin-1").strip(" \0"),
        first_summary=first,
        last_summary=last,
        free=free,
        format_told=format_told,
        transfer=transfer_of(head),
    )
