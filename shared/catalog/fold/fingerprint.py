"""The fingerprint of a log up to a revision: what two people read to each other. Pure."""

import base64
from collections.abc import Iterable

from blake3 import blake3

from shared.catalog.fold.keyring import LogKey
from shared.catalog.fold.position import LogPosition

DIGEST_BYTES = 15
"""120 bits: nobody makes another log of the same fingerprint, and it is read aloud in ten seconds."""

GROUP = 4
"""Characters between two blanks, as on a bank card."""


def fingerprint(collection: str, position: LogPosition, keys: Iterable[LogKey]) -> str:
    """Return 24 letters and digits (RFC 4648, 6) of a log's commits and of all keys that spoke in it."""
    lines = [
        "spicerack log 1",
        collection,
        f"{position.log_id} {position.revision} {position.hash}",
        *sorted(f"{one.owner} {one.key} {one.since} {one.until}" for one in keys),
    ]
    digest = blake3("\n".join(lines).encode()).digest(length=DIGEST_BYTES)
    text = base64.b32encode(digest).decode()
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))
