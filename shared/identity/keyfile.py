"""A key's file: made on first use, readable by its owner alone."""

from collections.abc import Callable
from pathlib import Path

from shared.identity.keys import SEED_BYTES, SigningKey
from shared.identity.private_file import write_private
from shared.model.errors import OperatorError


class KeyFileError(OperatorError):
    """The key file cannot be used: the operator must act. `str()` says what is wrong with it."""


SITE_KEY_FILE = "site.key"
"""In the state directory of a manager."""

BEFORE = ".before"
"""Ends the name of the file with the key before, which vouches for the one that follows it."""


def load_key_before(path: Path) -> SigningKey | None:
    """Return the key that the file's key has replaced, where it was rotated.

    Raises:
        KeyFileError: its file cannot be read, or holds no key.
    """
    before = path.with_name(path.name + BEFORE)
    return _load(before) if before.exists() else None


def rotate_key(path: Path, *, random_bytes: Callable[[int], bytes]) -> tuple[SigningKey, SigningKey]:
    """Put another key in the place of a key file's; return the one before and the new one.

    A crash in between leaves the old key, which then vouches for itself: nothing comes of that.

    Raises:
        KeyFileError: the file is not there, cannot be read or written, or holds no key.
    """
    before = _load(path)
    try:
        write_private(path.with_name(path.name + BEFORE), path.read_text().strip())
        write_private(path, random_bytes(SEED_BYTES).hex())
    except OSError as error:
        raise KeyFileError(f"cannot rotate the key file {path}: {error}") from error
    return before, _load(path)


def load_key(path: Path) -> SigningKey:
    """Return the key that a file holds. Raises KeyFileError: it cannot be read, or holds none."""
    return _load(path)


def load_or_make_key(path: Path, *, random_bytes: Callable[[int], bytes]) -> SigningKey:
    """Return the key that the file holds; make the file where it does not exist.

    Raises:
        KeyFileError: the file cannot be read or written, or holds no key.
    """
    try:
        if not path.exists():
            _make(path, random_bytes(SEED_BYTES))
    except OSError as error:
        raise KeyFileError(f"cannot use the key file {path}: {error}") from error
    return _load(path)


def _load(path: Path) -> SigningKey:
    try:
        seed = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise KeyFileError(f"cannot use the key file {path}: {error}") from error
    if len(seed) != SEED_BYTES:
        raise KeyFileError(f"the key file {path} is damaged; restore it from a backup")
    return SigningKey(seed)


def _make(path: Path, seed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, seed.hex())
