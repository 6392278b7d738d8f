"""One day's element sets as a sealed file.

The file is a magic word, a salt and pieces; each piece is a length and an AES-256-GCM text, whose associated
data are the day and the piece's place. The last piece is empty: a file that was cut opens as none.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.satellites.errors import CatalogueUnfitError

MAGIC = b"SPRKSAT1"
SALT_BYTES = 16
PIECE = 256 * 1024
LENGTH_BYTES = 4
TAG_BYTES = 16
NONCE_BYTES = 12


def _aead(secret: bytes, salt: bytes) -> AESGCM:
    """Return the cipher of one file: the salt makes its key, so places of pieces can be nonces."""
    return AESGCM(
        HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"spicerack satellites history").derive(secret)
    )


def _nonce(place: int) -> bytes:
    return place.to_bytes(NONCE_BYTES, "big")


def _about(day: date, place: int) -> bytes:
    return f"{day.isoformat()} {place}".encode()


def sealed(pieces: Iterable[bytes], *, secret: bytes, day: date, salt: bytes) -> Iterator[bytes]:
    """Yield the sealed file of a day, whose element sets are OMM in JSON."""
    aead = _aead(secret, salt)
    yield MAGIC + salt
    for place, piece in enumerate(chain(_not_empty(pieces), (b"",))):
        yield _framed(aead.encrypt(_nonce(place), piece, _about(day, place)))


def opened(file: BinaryIO, *, secret: bytes, day: date) -> Iterator[bytes]:
    """Yield what was sealed for a day.

    Raises:
        CatalogueUnfitError: it was sealed with another secret, for another day, or is not whole.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise _damaged(day)
    aead = _aead(secret, file.read(SALT_BYTES))
    place = 0
    while True:
        piece = _piece(aead, file, day, place)
        if not piece:
            return
        yield piece
        place += 1


def _piece(aead: AESGCM, file: BinaryIO, day: date, place: int) -> bytes:
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    if not TAG_BYTES <= length <= PIECE + TAG_BYTES:
        raise _damaged(day)
    try:
        return aead.decrypt(_nonce(place), file.read(length), _about(day, place))
    except InvalidTag:
        raise _damaged(day) from None


def _framed(text: bytes) -> bytes:
    return len(text).to_bytes(LENGTH_BYTES, "big") + text


def _not_empty(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for at in range(0, len(piece), PIECE):
            yield piece[at : at + PIECE]


def _damaged(day: date) -> CatalogueUnfitError:
    return CatalogueUnfitError(
        f"operator: the history of {day.isoformat()} cannot be opened; seal it again with the secret of now"
    )
