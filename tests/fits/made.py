"""FITS files that are made card by card, so that each can break what a library would not let it."""

from collections.abc import Iterable

CARD = 80
BLOCK = 2_880

Value = bool | int | float | str


def card(name: str, value: Value) -> bytes:
    """Return one card in fixed format."""
    if isinstance(value, bool):
        field = f"{'T' if value else 'F':>20}"
    else:
        field = f"'{value:<8}'" if isinstance(value, str) else f"{value!r:>20}"
    return f"{name:<8}= {field}".encode().ljust(CARD)


def header(cards: Iterable[tuple[str, Value]]) -> bytes:
    """Return a whole header."""
    return filled(b"".join(card(*each) for each in cards) + b"END".ljust(CARD), b" ")


def filled(data: bytes, fill: bytes = b"\0") -> bytes:
    """Return whole blocks."""
    return data + fill * (-len(data) % BLOCK)


def primary(*shape: int, bitpix: int = 8, extra: Iterable[tuple[str, Value]] = ()) -> bytes:
    """Return a primary array of zeros."""
    axes = [(f"NAXIS{at}", length) for at, length in enumerate(shape, 1)]
    head = header([("SIMPLE", True), ("BITPIX", bitpix), ("NAXIS", len(shape)), *axes, *extra])
    return head + zeros(shape, bitpix)


def extension(
    kind: str, *shape: int, bitpix: int = 8, extra: Iterable[tuple[str, Value]] = (), heap: int = 0
) -> bytes:
    """Return an extension of zeros, with so many bytes behind them."""
    axes = [(f"NAXIS{at}", length) for at, length in enumerate(shape, 1)]
    counts = [("PCOUNT", heap), ("GCOUNT", 1)]
    head = header([("XTENSION", kind), ("BITPIX", bitpix), ("NAXIS", len(shape)), *axes, *counts, *extra])
    return head + zeros(shape, bitpix, heap)


def zeros(shape: tuple[int, ...], bitpix: int, heap: int = 0) -> bytes:
    """Return data of zeros in whole blocks."""
    size = abs(bitpix) // 8 if shape else 0
    for length in shape:
        size *= length
    return filled(bytes(size + heap))


def sky_image() -> bytes:
    """Return an image of 40 by 40 pixels of a minute of arc."""
    system = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 10, "CRVAL2": 20}
    pixels = {"CDELT1": -1 / 60, "CDELT2": 1 / 60, "CRPIX1": 20.5, "CRPIX2": 20.5}
    return primary(40, 40, bitpix=16, extra=[*(system | pixels).items()])
