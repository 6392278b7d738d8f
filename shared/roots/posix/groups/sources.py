"""The sources of bytes that are put. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shared.model.entry import Fingerprint


@dataclass(frozen=True, slots=True)
class FromUpload:
    """The bytes of a put are those of an upload."""

    id: str
    hashed: Fingerprint | None = None
    """Of its file, when its bytes were hashed as they came: while that holds, they are not read again."""


@dataclass(frozen=True, slots=True)
class FromFile:
    """The bytes of a put stand at another path of the root: none travels, and a reflink copies none."""

    path: str


@dataclass(frozen=True, slots=True)
class FromStream:
    """The bytes of a put lie elsewhere on this host: they are read once, and held against their hash."""

    read: Callable[[], Iterable[bytes]]


InRoot = FromUpload | FromFile

Source = InRoot | FromStream
