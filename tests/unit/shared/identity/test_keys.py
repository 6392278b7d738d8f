"""Signatures, and the files that keys live in."""

import stat
from pathlib import Path

import pytest

from shared.identity.keyfile import KeyFileError, load_key_before, load_or_make_key, rotate_key
from shared.identity.keys import SEED_BYTES, SigningKey, is_signed

KEY = SigningKey(b"k" * SEED_BYTES)


def test_a_signature_is_over_exactly_this_body():
    """Neither another body nor another key passes."""
    signed = KEY.sign("body é")
    assert is_signed(signed)
    assert not is_signed(signed.model_copy(update={"body": "body e"}))
    assert not is_signed(signed.model_copy(update={"key": SigningKey(b"x" * SEED_BYTES).public}))
    assert not is_signed(signed.model_copy(update={"signature": "0" * 128}))


def test_a_key_does_not_show_its_secret():
    """Logs may hold the public half only."""
    assert repr(KEY) == f"SigningKey(public={KEY.public!r})"
    assert b"k" * SEED_BYTES not in repr(KEY).encode()


def test_a_key_is_made_once_and_found_again(tmp_path: Path):
    """The site stays who it was after a restart."""
    path = tmp_path / "state" / "key"
    made = load_or_make_key(path, random_bytes=lambda count: b"1" * count)
    found = load_or_make_key(path, random_bytes=lambda count: b"2" * count)
    assert made.public == found.public


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path):
    """Nobody else on the host may read it."""
    load_or_make_key(tmp_path / "key", random_bytes=bytes)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "no hex", "00" * 31, "00" * 33])
def test_a_damaged_key_file_is_not_replaced(tmp_path: Path, text: str):
    """The operator must act: a new key would make another site of this one."""
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(KeyFileError, match="key file"):
        load_or_make_key(path, random_bytes=bytes)
    assert path.read_text() == text


def test_a_key_file_that_cannot_be_read_is_an_error(tmp_path: Path):
    """One line says which file."""
    with pytest.raises(KeyFileError, match="cannot use the key file"):
        load_or_make_key(tmp_path, random_bytes=bytes)


def test_a_rotated_key_is_another_and_the_one_before_is_kept(tmp_path):
    """It vouches for the new one as long as its file is there."""
    path = tmp_path / "site.key"
    made = load_or_make_key(path, random_bytes=lambda count: b"1" * count)
    assert load_key_before(path) is None
    before, after = rotate_key(path, random_bytes=lambda count: b"2" * count)
    assert (before.public, after.public) == (made.public, load_or_make_key(path, random_bytes=bytes).public)
    assert before.public != after.public
    kept = load_key_before(path)
    assert kept is not None
    assert kept.public == made.public
    assert (tmp_path / "site.key.before").stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_not_there_is_not_rotated(tmp_path):
    """Nothing is made: the directory is another one than was meant."""
    with pytest.raises(KeyFileError):
        rotate_key(tmp_path / "site.key", random_bytes=bytes)
    assert list(tmp_path.iterdir()) == []
