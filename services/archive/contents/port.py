"""The port by which the archive reads the bytes of frames."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from services.archive.query.contents import File
from shared.access.link_keys import Keyring
from shared.web.authorise import Caller


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose rights bytes are read with: a gateway judges them once more."""

    caller: Caller
    keyring: Keyring


@runtime_checkable
class Contents(Protocol):
    """Reads bytes by their hash."""

    def read(self, content: File, reader: Reader) -> AsyncGenerator[bytes, None]:
        """Yield all bytes of a content, in pieces.

        Raises:
            NotFoundError: they are not to be had by this reader.
            BusyError: not now.
        """
        ...
