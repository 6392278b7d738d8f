"""One part of a FITS file, a header and data unit: its kind and bytes, by its header (FITS 4.0, 4.4).

The size of data is |BITPIX| / 8 * GCOUNT * (PCOUNT + NAXIS1 * NAXIS2 * ...), in whole blocks.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from shared.fits.structure.cards import BLOCK, BadCardError, Cards, integer, is_true, structural_cards, text
from shared.model.numbers import FILE_BYTES_MAX

BITPIX = (8, 16, 32, 64, -32, -64)
"""Bits of a pixel, negative of reals (FITS 4.0, table 8)."""

AXES_MAX = 999
"""Of NAXIS (FITS 4.0, 4.4.1.1)."""


class HduKind(StrEnum):
    """The kinds of parts."""

    IMAGE = "image"
    TILED_IMAGE = "tiled-image"
    """An image compressed in a table (FITS 4.0, 10.1)."""
    TABLE = "table"
    ASCII_TABLE = "ascii-table"
    GROUPS = "groups"
    """Random groups (FITS 4.0, 6), an image of no sky."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hdu:
    """One part, by its header alone."""

    number: int
    header_at: int
    header_bytes: int
    data_bytes: int
    """Without fill."""
    kind: HduKind
    name: str
    """EXTNAME."""
    version: int
    """EXTVER."""
    bitpix: int
    """Of a compressed image: when it is restored."""
    shape: tuple[int, ...]
    """NAXIS1 and on; of a compressed image: when it is restored."""
    checksum: str | None
    datasum: str | None
    """As the header has them; None where it has none."""

    @property
    def data_at(self) -> int:
        """The first byte of the data."""
        return self.header_at + self.header_bytes

    @property
    def data_end(self) -> int:
        """The byte after the last of the data, without fill."""
        return self.data_at + self.data_bytes

    @property
    def end(self) -> int:
        """The byte after the last of the fill."""
        return self.data_at + -(-self.data_bytes // BLOCK) * BLOCK

    @property
    def is_image(self) -> bool:
        """Whether it holds pixels of an image, compressed or not."""
        return (
            self.kind in (HduKind.IMAGE, HduKind.TILED_IMAGE) and len(self.shape) > 0 and 0 not in self.shape
        )


def decode_hdu(header: bytes, *, number: int, at: int) -> Hdu:
    """Return the part whose header this is.

    Raises:
        BadCardError: its size cannot be told.
    """
    cards = structural_cards(header)
    bitpix = integer(cards, "BITPIX")
    if bitpix not in BITPIX:
        raise BadCardError(f"BITPIX is {bitpix}, not one of {', '.join(map(str, BITPIX))}")
    shape = _shape(cards, "NAXIS")
    kind = _kind(cards, shape)
    size = _data_bytes(cards, bitpix, shape, groups=kind is HduKind.GROUPS)
    if kind is HduKind.TILED_IMAGE:
        bitpix, shape = integer(cards, "ZBITPIX"), _shape(cards, "ZNAXIS")
    return Hdu(
        number=number,
        header_at=at,
        header_bytes=len(header),
        data_bytes=size,
        kind=kind,
        name=text(cards, "EXTNAME"),
        version=_version(cards),
        bitpix=bitpix,
        shape=shape,
        checksum=_sum(cards, "CHECKSUM"),
        datasum=_sum(cards, "DATASUM"),
    )


def _shape(cards: Cards, name: str) -> tuple[int, ...]:
    count = integer(cards, name)
    if not 0 <= count <= AXES_MAX:
        raise BadCardError(f"{name} is {count}, not within 0 to {AXES_MAX}")
    shape = tuple(integer(cards, f"{name}{axis}") for axis in range(1, count + 1))
    for axis, length in enumerate(shape, 1):
        if length < 0:
            raise BadCardError(f"{name}{axis} is {length}")
    return shape


def _kind(cards: Cards, shape: tuple[int, ...]) -> HduKind:
    if "XTENSION" not in cards:
        groups = is_true(cards, "GROUPS") and len(shape) > 0 and shape[0] == 0
        return HduKind.GROUPS if groups else HduKind.IMAGE
    match text(cards, "XTENSION"):
        case "IMAGE" | "IUEIMAGE":
            return HduKind.IMAGE
        case "BINTABLE" | "A3DTABLE":
            return HduKind.TILED_IMAGE if is_true(cards, "ZIMAGE") else HduKind.TABLE
        case "TABLE":
            return HduKind.ASCII_TABLE
        case _:
            return HduKind.OTHER


def _data_bytes(cards: Cards, bitpix: int, shape: tuple[int, ...], *, groups: bool) -> int:
    if not shape:
        return 0
    counted = groups or "XTENSION" in cards
    # Of a primary array both are what they are in every image, whatever it says.
    parameters = integer(cards, "PCOUNT", 0) if counted else 0
    count = integer(cards, "GCOUNT", 1) if counted else 1
    if parameters < 0 or count < 0:
        raise BadCardError(f"PCOUNT is {parameters}, GCOUNT is {count}")
    pixels = math.prod(shape[1:] if groups else shape)
    size = abs(bitpix) // 8 * count * (parameters + pixels)
    if size > FILE_BYTES_MAX:
        raise BadCardError("the axes multiply to more bytes than any file has")
    return size


def _version(cards: Cards) -> int:
    try:
        return integer(cards, "EXTVER", 1)
    except BadCardError:
        return 1


def _sum(cards: Cards, name: str) -> str | None:
    return text(cards, name) if name in cards else None
