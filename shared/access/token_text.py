"""The text of tokens: what it looks like, and how it is recognised. Pure.

A token is `srk_`, its id, `_` and its secret, in base 32 (RFC 4648, small letters). Scanners for leaked
secrets find it by `srk_[a-z2-7]{12}_[a-z2-7]{40}`. The secret has 200 random bits, so that its hash needs no
salt and no slow function: nobody finds it by trying.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

PREFIX = "srk_"
ID_CHARACTERS = 12
SECRET_CHARACTERS = 40
SECRET_BYTES = 25
ID_BYTES = 8
"""Whole bytes over the 60 bits of an id."""

FORM = re.compile(rf"{PREFIX}([a-z2-7]{{{ID_CHARACTERS}}})_[a-z2-7]{{{SECRET_CHARACTERS}}}", re.ASCII)

NOBODYS = "0" * 64
"""Compared with where no token has the id, so that this takes as long."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token at its birth: the one time that its text is known."""

    id: str
    text: str = field(repr=False)

    @property
    def hash(self) -> str:
        """What is stored of it."""
        return hash_of(self.text)


def new_token(random_bytes: Callable[[int], bytes]) -> NewToken:
    """Return a token of 200 random bits."""
    id_ = new_id(random_bytes)
    return NewToken(id_, f"{PREFIX}{id_}_{_base32(random_bytes(SECRET_BYTES))}")


def new_id(random_bytes: Callable[[int], bytes]) -> str:
    """Return a random id, of tokens and of keys."""
    return _base32(random_bytes(ID_BYTES))[:ID_CHARACTERS]


def id_of(text: str) -> str | None:
    """Return the id in what may be a token; None where it is out of form."""
    found = FORM.fullmatch(text)
    return found[1] if found else None


def hash_of(text: str) -> str:
    """Return what is stored of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def is_token(text: str, stored: str) -> bool:
    """Tell whether a text is the token with this hash, in a time that tells nothing of either."""
    return hmac.compare_digest(hash_of(text), stored or NOBODYS)


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
