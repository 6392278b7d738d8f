"""One exchange, as libcurl calls it back: what is told of a file, then its bytes."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final

from services.acquirer.sources.port import Sink
from shared.roots.port import Stat

ENOUGH: Final = -1
"""What a callback returns that wants no more: libcurl ends the transfer."""


class Exchange(ABC):
    """What the sink raises is kept until libcurl has returned: nothing may be raised through it.

    Args:
        path: of the file.
        sink: takes its bytes.
    """

    def __init__(self, path: str, sink: Sink) -> None:
        self.path = path
        self.sink = sink
        self.begun: Stat | None = None
        """The version whose bytes come; None before the first."""
        self.start = 0
        """The byte from which on the rest is wanted: another exchange brings it."""
        self._error: BaseException | None = None

    def hears(self, line: bytes) -> int | None:
        """Take note of a line of the answer."""
        return self._kept(lambda: self._hear(line))

    def takes(self, data: bytes) -> int | None:
        """Hand bytes on, unless others are wanted."""

        def take() -> None:
            self.begin()
            if not self.start:
                self.sink.takes(data)

        failed = self._kept(take)
        return ENOUGH if self.start else failed

    def begin(self) -> None:
        """Tell the sink of the file, once."""
        if self.begun is None:
            self.begun = self._told()
            self.start = self.sink.begins(self.begun)

    def raise_kept(self) -> None:
        """Raise what the sink raised."""
        if self._error is not None:
            raise self._error

    @abstractmethod
    def _hear(self, line: bytes) -> None:
        """Read a line of the answer."""

    @abstractmethod
    def _told(self) -> Stat:
        """Return what the lines before the bytes tell of the file. Raises StorageError."""

    def _kept(self, do: Callable[[], None]) -> int | None:
        try:
            do()
        except BaseException as error:  # noqa: BLE001 - raised again as soon as libcurl has returned
            self._error = self._error or error
            return ENOUGH
        return None
