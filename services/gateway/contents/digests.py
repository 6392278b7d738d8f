"""Digests of a content that others than us compare. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Digests of one content."""

    sha256: bytes
    sha1: bytes
    md5: bytes
