"""A directory on an FTP or SFTP server, behind the port of sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Protocol, Self

from services.acquirer.sources.port import Sink
from services.acquirer.sources.steps import bring_by_steps
from shared.roots.port import Root, Stat


class Browsable(Root, Protocol):
    """A root that lists one directory at a time."""

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in one directory, but for links and special files."""

    def stat_listed(self, path: str) -> Stat:
        """Return what stands where a listing showed a file."""

    def read_between(self, path: str, start: int, end: int) -> Iterator[bytes]:
        """Yield bytes of a file without looking which one it is."""


@dataclass(frozen=True, slots=True)
class RootSource:
    """Implements `Source`. Whoever reads looks before and after whether the file is the same."""

    reads_one_version: ClassVar[bool] = False

    root: Browsable

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.root.__exit__(kind, error, trace)

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what lies in a directory."""
        return self.root.names(directory)

    def bring(self, path: str, sink: Sink) -> None:
        """Give the bytes of one version of a file to a sink."""
        bring_by_steps(self, path, sink)

    def stat(self, path: str) -> Stat:
        """Return what stands at a path."""
        return self.root.stat_listed(path)

    def read(self, path: str, *, start: int, stat: Stat) -> Iterator[bytes]:
        """Yield the bytes of a file from `start` on."""
        yield from self.root.read_between(path, start, stat.size)
