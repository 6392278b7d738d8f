"""A tool that keeps directories the same, as the measurement needs it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class MissingError(Exception):
    """The tool is not on this machine; the words say how it comes there."""


class Running(Protocol):
    """A tool at work on one source and its targets."""

    def synchronise(self) -> None:
        """Begin to carry what was done; a tool that watches has begun by itself."""

    def failed(self) -> str:
        """Return why the targets will never be the same, or nothing."""

    def roots(self) -> Sequence[int]:
        """Return the processes that are the tool, with all below them."""

    def cpu(self) -> dict[str, float]:
        """Return the CPU seconds that the tool has used so far, by process."""

    def bytes_moved(self) -> int | None:
        """Return the bytes that were moved so far; None where the tool does not tell."""


class Peer(Protocol):
    """A tool that can be set to work."""

    name: str

    def running(
        self, directory: Path, source: Path, targets: Sequence[Path]
    ) -> AbstractContextManager[Running]:
        """Start it, with what the source holds already in place at the targets.

        Raises:
            MissingError: it cannot be started here.
        """


Started = Iterator[Running]
