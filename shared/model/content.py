"""Content: bytes, named by their BLAKE3-256 hash in lower-case hexadecimal."""

from typing import Annotated

from pydantic import StringConstraints

HASH_HEX_LENGTH = 64
"""BLAKE3-256 has 32 bytes."""

ContentId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
