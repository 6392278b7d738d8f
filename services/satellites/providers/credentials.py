"""Credentials: from files alone, read when they are used, so that they can be changed at any time."""

import hashlib
import hmac
import stat
from dataclasses import dataclass, field
from pathlib import Path

from services.satellites.providers.port import ProviderDeniedError

FILE_BYTES_MAX = 4096
"""Two lines."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account; `repr` shows nothing of it."""

    identity: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def mark(self) -> bytes:
        """Tells whether two credentials are the same; kept in memory alone."""
        return hashlib.sha256(f"{self.identity}\0{self.password}".encode()).digest()


def read_credentials(path: Path) -> Credentials:
    """Return what a file of two lines holds: identity, then password.

    Raises:
        ProviderDeniedError: the file is missing, open to everybody, or not of two lines.
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO:
            raise ProviderDeniedError(f"everybody may read {path}: chmod o= it, and change the password")
        with path.open(encoding="utf-8") as file:
            lines = file.read(FILE_BYTES_MAX).splitlines()
    except (OSError, UnicodeDecodeError):
        raise ProviderDeniedError(f"cannot read the credentials in {path}: put them there") from None
    if len(lines) < 2 or not all(lines[:2]):
        raise ProviderDeniedError(f"{path} does not hold two lines: the identity, and the password below it")
    return Credentials(lines[0].strip(), lines[1].strip())


def account_mark(identity: str, secret: bytes) -> str:
    """Return a name of an account for keys on the bus, from which nobody without `secret` tells it."""
    return hmac.new(secret, identity.encode(), hashlib.sha256).hexdigest()[:16]
