"""Files that are brought in steps: told of, read, and told of again."""

from collections.abc import Iterator
from typing import Protocol

from services.acquirer.sources.port import Sink
from shared.roots.errors import ChangedError
from shared.roots.port import Stat


class Stepped(Protocol):
    """A provider that tells of a file and sends its bytes by one question each."""

    @property
    def reads_one_version(self) -> bool:
        """Whether `read` gives the bytes of that version or fails: then nobody need ask afterwards."""

    def stat(self, path: str) -> Stat:
        """Return what the provider tells of a file that it lists: its exact size, and its version if any."""

    def read(self, path: str, *, start: int, stat: Stat) -> Iterator[bytes]:
        """Yield the bytes of a file from `start` on."""


def bring_by_steps(source: Stepped, path: str, sink: Sink) -> None:
    """See `Source.bring`."""
    stat = source.stat(path)
    start = sink.begins(stat)
    if start < stat.size or not start:
        for data in source.read(path, start=start, stat=stat):
            sink.takes(data)
    sink.ends()
    if not (source.reads_one_version and stat.version):
        demand_same(stat, source.stat(path))


def demand_same(before: Stat, after: Stat) -> None:
    """Raise ChangedError where another version stands at the end."""
    if (after.size, after.version) != (before.size, before.version):
        raise ChangedError(f"{before.path} changed while it was fetched")
