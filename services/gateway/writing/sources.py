"""The sources of bytes that are put. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FromUpload:
    """The bytes of a put are those of an upload."""

    id: str


@dataclass(frozen=True, slots=True)
class FromFile:
    """The bytes of a put stand at another path of the root: none travels, and a reflink copies none."""

    path: str


Source = FromUpload | FromFile
