"""A key's file: made on first use, readable by its owner alone."""

from collections.abc import Callable
from pathlib import Path

from shared.identity.keys import SEED_BYTES, SigningKey
from shared.identity.private_file import write_private
from shared.model.errors import OperatorError


class KeyFileError(OperatorError):
    """The key file cannot be used: the operator must act. `str()` says what is wrong with it."""


def load_or_make_key(path: Path, *, random_bytes: Callable[[int], bytes]) -> SigningKey:
    """Return the key that the file holds; make the file where it does not exist.

    Raises:
        KeyFileError: the file cannot be read or written, or holds no key.
    """
    try:
        if not path.exists():
            _make(path, random_bytes(SEED_BYTES))
        seed = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise KeyFileError(f"cannot use the key file {path}: {error}") from error
    if len(seed) != SEED_BYTES:
        raise KeyFileError(f"the key file {path} is damaged; restore it from a backup")
    return SigningKey(seed)


def _make(path: Path, seed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, seed.hex())
