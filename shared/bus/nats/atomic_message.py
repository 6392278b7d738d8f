"""One message of a set that is stored all or none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One of the messages of an atomic batch publish."""

    subject: str
    data: bytes
    headers: Mapping[str, str]
