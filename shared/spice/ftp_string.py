"""The string by which a binary kernel shows that a text-mode transfer changed it.

NAIF writes it into the first record of every DAF and DAS file since toolkit N0050: it holds each byte that
such transfers change (line ends, NUL, bytes with the eighth bit).
Source: DAF Required Reading, "FTP validation string".
"""

from enum import StrEnum

FTP_STRING = b"FTPSTR:\r:\n:\r\n:\r\x00:\x81:\x10\xce:ENDFTP"
FTP_OFFSET = 699
"""Where it stands in the first record."""

_BEGIN = b"FTPSTR"
_END = b"ENDFTP"


class Transfer(StrEnum):
    """What the string tells of a file's way here."""

    INTACT = "intact"
    DAMAGED = "damaged"
    UNTOLD = "untold"
    """The file is older than the string."""


def transfer_of(first: bytes) -> Transfer:
    """Return what the first bytes of a DAF or DAS file tell of its way here.

    Args:
        first: the first record, and some bytes after it, since line ends that grew move the string.
    """
    if first[FTP_OFFSET : FTP_OFFSET + len(FTP_STRING)] == FTP_STRING:
        return Transfer.INTACT
    return Transfer.DAMAGED if _BEGIN in first or _END in first else Transfer.UNTOLD
