"""Ed25519 signatures (RFC 8032) over message bodies."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contracts.messages.signed import Signed

SEED_BYTES = 32
"""Length of an Ed25519 private key (RFC 8032, 5.1.5)."""


class SigningKey:
    """A private key. It is made from 32 secret bytes, which the caller keeps."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw().hex()

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public!r})"

    def sign(self, body: str) -> Signed:
        """Return the body with this key's signature over its UTF-8 bytes."""
        return Signed(body=body, key=self.public, signature=self._private.sign(body.encode()).hex())


def is_signed(signed: Signed) -> bool:
    """Tell whether the signature is the named key's over exactly this body."""
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.key))
    try:
        public.verify(bytes.fromhex(signed.signature), signed.body.encode())
    except InvalidSignature:
        return False
    return True
