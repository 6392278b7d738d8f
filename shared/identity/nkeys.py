"""Nkeys: how a NATS server and its clients write Ed25519 keys of users. Pure.

Base 32 of what kind of key it is, the key, and a checksum: see `nkeys.go` of the NATS project.
"""

from base64 import b32decode, b32encode
from binascii import crc_hqx

from shared.identity.keys import SEED_BYTES, SigningKey

USER = 20 << 3
"""First byte of a user's public key: a `U`."""

SEED = 18 << 3
"""First five bits of a seed: an `S`; the kind of its key follows."""

HEAD = bytes([SEED | USER >> 5, (USER & 31) << 3])
LETTERS = 58
"""Of a seed, without padding."""


def user_seed(seed: bytes) -> str:
    """Return 32 secret bytes as the seed of a user."""
    return _written(HEAD + seed)


def user_of_seed(text: str) -> str:
    """Return the public key of a user's seed, as the server's configuration names it.

    Raises:
        ValueError: it is no seed of a user.
    """
    if len(text) != LETTERS:
        raise ValueError(f"a seed has {LETTERS} letters")
    raw = b32decode(text + "=" * (-LETTERS % 8))[: len(HEAD) + SEED_BYTES]
    if _written(raw) != text or not raw.startswith(HEAD):
        raise ValueError("this is no seed of a user")
    return _written(bytes([USER]) + bytes.fromhex(SigningKey(raw[len(HEAD) :]).public))


def _written(raw: bytes) -> str:
    return b32encode(raw + crc_hqx(raw, 0).to_bytes(2, "little")).decode().rstrip("=")
