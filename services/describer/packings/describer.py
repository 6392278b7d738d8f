"""The describer of packings: contents that no other describer opens, by what they begin with."""

from shared.contracts.messages.description import PACKING, Findings
from shared.descriptions.port import Source
from shared.model.impostors import packer

HEAD_BYTES = 512
"""A block of tar, which has its word far behind its begin."""

TAR_AT = 257
"""Where a header of tar says `ustar` (POSIX.1-2017, pax)."""

BEGINNINGS = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"LZIP", "lzip"),
    (b"\x89LZO", "lzop"),
    (b"]\0\0", "lzma"),
    (b"\x1f\x9d", "compress"),
    (b"\x1f\xa0", "compress"),
    (b"\x1f\x1e", "pack"),
    (b"x\x01", "zlib"),
    (b"x\x9c", "zlib"),
    (b"x\xda", "zlib"),
    (b"070701", "cpio"),
    (b"070702", "cpio"),
    (b"070707", "cpio"),
    (b"\xc7\x71", "cpio"),
    (b"!<arch>\n", "ar"),
    (b"MSCF", "cab"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
)
"""Of packings that stand under names of their own, each with its tool; `packer` knows the others."""


class PackingDescriber:
    """Implements `shared.descriptions.port.Describer`. It is asked last: others open what they can."""

    name = PACKING
    version = 1

    def recognises(self, source: Source, name: str) -> bool:
        """Tell whether the content begins as a packing does, whatever it is called."""
        del name
        return _tool(source) is not None

    def describe(self, source: Source, name: str) -> Findings:
        """Return what packed the content; errors of input pass through."""
        del name
        return Findings(kind=PACKING, facts={"tool": _tool(source) or ""})


def _tool(source: Source) -> str | None:
    head = source.read_at(0, HEAD_BYTES)
    if head[TAR_AT:].startswith(b"ustar"):
        return "tar"
    return packer(head) or next((tool for begin, tool in BEGINNINGS if head.startswith(begin)), None)
