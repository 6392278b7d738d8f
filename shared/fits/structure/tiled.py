"""The header of an image that is compressed in a table, as if it were restored (FITS 4.0, 10.1.1)."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

V = TypeVar("V")

_OF_TABLE = re.compile(
    r"XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|(TTYPE|TFORM|TUNIT|TDIM|TNULL|TSCAL|TZERO|TDISP)\d+"
    r"|CHECKSUM|DATASUM|ZIMAGE|ZTILE\d+|ZCMPTYPE|ZNAME\d+|ZVAL\d+|ZMASKCMP|ZQUANTIZ|ZDITHER0|ZSCALE|ZZERO"
)
"""Keywords that are about the table."""

_RENAMED = re.compile(r"Z(SIMPLE|TENSION|BITPIX|NAXIS\d*|EXTEND|BLOCKED|PCOUNT|GCOUNT|HECKSUM|DATASUM)")
"""Keywords that are about the image, under the names that the table leaves free."""

_NAMES = {"TENSION": "XTENSION", "HECKSUM": "CHECKSUM"}


def image_header(header: Mapping[str, V]) -> dict[str, V]:
    """Return the keywords of the image from those of its table, in their order."""
    found = {name: value for name, value in header.items() if not _OF_TABLE.fullmatch(name)}
    image = dict(_restored(header))
    return image | {name: value for name, value in found.items() if not _RENAMED.fullmatch(name)}


def _restored(header: Mapping[str, V]) -> Iterable[tuple[str, V]]:
    for name, value in header.items():
        match = _RENAMED.fullmatch(name)
        if match:
            yield _NAMES.get(match[1], match[1]), value
