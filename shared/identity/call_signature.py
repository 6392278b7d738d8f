"""The signature of a call to a web service that shares a secret, in the manner of common webhooks. Pure.

It is HMAC-SHA256 (RFC 2104) over the time and the body: `SpiceRack-Signature: t=UNIX-SECONDS,v1=HEX`
of `UNIX-SECONDS.BODY`.
"""

import hashlib
import hmac

HEADER = "SpiceRack-Signature"


def signature(secret: str, body: bytes, *, at: int) -> str:
    """Return the value of the header. `at` is in seconds since 1970."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"
