"""Names on an FTP connection: bytes that no server promises to be UTF-8."""

from shared.roots.errors import StorageError

WIRE = "latin-1"
"""Carries any byte as one character: a listing is then never refused for one odd name."""
UNSAYABLE = frozenset("\r\n\0")
"""Characters that end a command or a line of a listing."""


def to_wire(name: str) -> str:
    """Return a name as the connection writes it.

    Raises:
        StorageError: the protocol cannot say it.
    """
    if UNSAYABLE.intersection(name):
        raise StorageError(f"FTP cannot say {name!r}: it holds the end of a line")
    return name.encode("utf-8", "surrogateescape").decode(WIRE)


def from_wire(name: str) -> str:
    """Return a name that a server sent."""
    return name.encode(WIRE).decode("utf-8", "surrogateescape")
