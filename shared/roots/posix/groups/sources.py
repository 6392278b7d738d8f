"""The sources of bytes that are put. Pure."""

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
class FromControl:
    """The bytes of a put are those of a file in the control directory, which is used up: none is copied."""

    path: str
    hashed: Fingerprint | None = None
    """As of an upload."""


InRoot = FromUpload | FromFile

Source = InRoot | FromControl
