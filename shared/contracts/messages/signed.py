"""A signed body: the exact text that was signed, by whom, and the Ed25519 signature over it."""

from pydantic import Field

from shared.model.base import FrozenModel


class Signed(FrozenModel):
    """Text with its signature. The text is kept as it was signed; re-encoding it would break it."""

    body: str
    key: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Ed25519 public key, hexadecimal."""
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")
