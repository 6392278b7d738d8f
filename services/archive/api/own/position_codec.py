"""Positions in streams, encoded for one caller.

Their numbers count what is said of hidden frames, too. Who sees everything is told them in the clear,
everybody else under a secret of the collection, with a new nonce each time: nobody can tell whether two are
the same.
"""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.archive.query.sight import Sight
from shared.access.link_keys import Keyring

NUMBERS = struct.Struct(">4Q")
"""As many as the longest has: the length of what is sealed tells nothing."""

NONCE_BYTES = 12
"""NIST SP 800-38D, 5.2.1.1."""

NUMBER_MAX = 2**63 - 1

DIGITS_MAX = 19

MARK = "v"
"""Begins what is sealed: numbers begin with a digit."""

PATTERN = r"^([0-9]{1,19}(\.[0-9]{1,19}){0,3}|v[A-Za-z0-9_-]{80})$"


class Kind(StrEnum):
    """What a place is for: one of a kind is none of another."""

    CHANGES = "changes"
    ROUND = "round"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class PositionCodec:
    """The encoding for one caller."""

    seals: bool
    """Whether the caller does not see everything."""
    key: bytes | None
    """None where nothing sealed is at hand."""
    random_bytes: Callable[[int], bytes]

    def encode(self, kind: Kind, numbers: Sequence[int]) -> str:
        """Return a position as it stands in a URL."""
        if self.key is None or not self.seals:
            return ".".join(map(str, numbers))
        nonce = self.random_bytes(NONCE_BYTES)
        plain = NUMBERS.pack(*numbers, *[0] * (4 - len(numbers)))
        sealed = AESGCM(self.key).encrypt(nonce, plain, kind.encode())
        return MARK + urlsafe_b64encode(nonce + sealed).decode()

    def decode(self, kind: Kind, text: str, *, count: int) -> tuple[int, ...] | None:
        """Return the numbers of a position; None where this caller was told of no such.

        Everybody may begin at the beginning. Other numbers would be answered as what they are between, and so
        count what is hidden there.
        """
        if self.key is not None and text.startswith(MARK):
            return self._opened(self.key, kind, text.removeprefix(MARK), count)
        words = text.split(".")
        if len(words) != count or not all(_is_number(one) for one in words):
            return None
        numbers = tuple(map(int, words))
        return None if self.seals and any(numbers) else numbers

    def _opened(self, key: bytes, kind: Kind, text: str, count: int) -> tuple[int, ...] | None:
        try:
            sealed = urlsafe_b64decode(text)
            plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kind.encode())
        except (binascii.Error, ValueError, InvalidTag):
            return None
        return NUMBERS.unpack(plain)[:count]


async def codec_for(sight: Sight, keyring: Keyring, said: Iterable[str | None]) -> PositionCodec:
    """Return the codec for a caller who says some positions, which may have been told to a lesser one.

    Raises as the keyring, where no position was sealed yet.
    """
    seals = not sight.everything
    opens = any(one is not None and one.startswith(MARK) for one in said)
    key = await keyring.for_positions() if seals or opens else None
    return PositionCodec(seals, key, keyring.random_bytes)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= DIGITS_MAX and int(word) <= NUMBER_MAX
