"""Digests that a request says of its bytes: `Content-Digest` and `Repr-Digest` (RFC 9530). Pure.

The fields are dictionaries of byte sequences (RFC 8941). Algorithms that are not known here are passed over,
as the RFC asks; one that is known and out of form is the caller's mistake. Older clients say the same by
`Digest` (RFC 3230) and `Content-MD5` (RFC 1864).
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALGORITHMS = {"sha-256": 32, "sha-512": 64}
"""Bytes of the digests of each: those that RFC 9530 calls active."""

CHECKSUMS = {"sha1": ("sha1", 40), "md5": ("md5", 32), "sha256": ("sha-256", 64)}
"""Of `OC-Checksum`, with the hexadecimal digits of each: what WebDAV clients of that family send."""

OLDER = {"sha": ("sha1", 20), "md5": ("md5", 16), "sha-256": ("sha-256", 32), "sha-512": ("sha-512", 64)}
"""Of `Digest`, with the bytes of the digests of each; names count in either case."""

FIELD_MAX = 2048
"""Characters of one field: a dozen digests."""

_MEMBER = re.compile(r"(?P<key>[a-z*][a-z0-9_.*-]*)=:(?P<value>[A-Za-z0-9+/]*={0,2}):(?:;[^,]*)?")


class DigestError(ValueError):
    """A digest is out of form; `str()` says which, and the form."""


@dataclass(frozen=True, slots=True)
class WrongDigest:
    """A digest that the bytes do not have."""

    algorithm: str
    said: str
    """Hexadecimal."""
    found: str


def parse_digests(*fields: str | None) -> dict[str, str]:
    """Return the digests that fields say, hexadecimal, by algorithm.

    Raises:
        DigestError: a field, or a digest of a known algorithm, is out of form, or two contradict each other.
    """
    said: dict[str, str] = {}
    for field in fields:
        for algorithm, digest in _members(field or ""):
            if said.setdefault(algorithm, digest) != digest:
                raise DigestError(f"two digests by {algorithm} contradict each other")
    return said


def parse_checksum(field: str | None) -> dict[str, str]:
    """Return the digest that an `OC-Checksum` says, `SHA1:<hexadecimal>`; none of an unknown algorithm.

    Raises:
        DigestError: it is out of form.
    """
    name, _, digest = (field or "").strip().partition(":")
    known = CHECKSUMS.get(name.lower())
    if known is None:
        return {}
    algorithm, digits = known
    if not re.fullmatch(rf"[0-9A-Fa-f]{{{digits}}}", digest):
        raise DigestError(f"the checksum by {name} has {digits} hexadecimal digits")
    return {algorithm: digest.lower()}


def parse_older_digests(digest: str | None, md5: str | None) -> dict[str, str]:
    """Return what `Digest`, `SHA-256=<base64>`, and `Content-MD5`, `<base64>`, say; of known algorithms.

    Raises:
        DigestError: one is out of form, or two contradict each other.
    """
    members = [part.strip() for part in _bounded(digest).split(",")]
    said: dict[str, str] = {}
    for member in members if md5 is None else [*members, f"md5={md5.strip()}"]:
        name, _, value = member.partition("=")
        known = OLDER.get(name.lower())
        if known is None:
            continue
        algorithm, size = known
        found = _decoded(algorithm, value, size)
        if said.setdefault(algorithm, found) != found:
            raise DigestError(f"two digests by {algorithm} contradict each other")
    return said


def wrong_digest(said: Mapping[str, str], found: Mapping[str, str]) -> WrongDigest | None:
    """Return the first digest that was said and is not what was found; None where all are."""
    for algorithm, digest in said.items():
        if found.get(algorithm) != digest:
            return WrongDigest(algorithm, digest, found.get(algorithm, ""))
    return None


def _members(field: str) -> Iterable[tuple[str, str]]:
    for member in filter(None, (part.strip() for part in _bounded(field).split(","))):
        match = _MEMBER.fullmatch(member)
        if match is None:
            raise DigestError(f"{member!r} is no digest: write sha-256=:<base64>:, as RFC 9530 has it")
        size = ALGORITHMS.get(match["key"])
        if size is not None:
            yield match["key"], _decoded(match["key"], match["value"], size)


def _bounded(field: str | None) -> str:
    if len(field or "") > FIELD_MAX:
        raise DigestError(f"a field of digests has at most {FIELD_MAX} characters")
    return field or ""


def _decoded(algorithm: str, value: str, size: int) -> str:
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise DigestError(f"the digest by {algorithm} is no base64") from error
    if len(digest) != size:
        raise DigestError(f"the digest by {algorithm} has {len(digest)} bytes, and not {size}")
    return digest.hex()
