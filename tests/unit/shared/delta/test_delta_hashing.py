"""BLAKE3 of bytes and of open files."""

import pytest
from blake3 import blake3
from pydantic import TypeAdapter, ValidationError

from shared.delta.hashing import hash_bytes, hash_readable
from shared.model.content import ContentId

EMPTY = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"


def test_the_empty_content_has_the_published_hash():
    """The hash of nothing is the one in BLAKE3's own test vectors."""
    assert hash_bytes(b"") == EMPTY


@pytest.mark.parametrize("text", [EMPTY.upper(), EMPTY[1:], f"{EMPTY} ", f"0{EMPTY[1:]}0", "0x" + EMPTY[2:]])
def test_a_hash_is_one_text_alone(text):
    """So that texts are the same where bytes are: no case, no missing zero, nothing around it."""
    content = TypeAdapter(ContentId)
    assert content.validate_python(EMPTY) == EMPTY
    with pytest.raises(ValidationError):
        content.validate_python(text)


def test_a_file_hashes_like_its_bytes_whatever_the_block(files, tmp_path):
    """Blocks and threads do not show in the result."""
    data = bytes(range(256)) * 1000
    (tmp_path / "file").write_bytes(data)
    with files.open("file") as file:
        for block_bytes in (997, 256_000, 1 << 20):
            assert hash_readable(file, block_bytes=block_bytes, threads=2) == blake3(data).hexdigest()


def test_an_empty_file_hashes(files, tmp_path):
    """A file without bytes is a content like any other."""
    (tmp_path / "file").touch()
    with files.open("file") as file:
        assert hash_readable(file) == EMPTY
