"""Helpers: a sink that keeps what comes. No test module."""

from dataclasses import dataclass, field

from shared.roots.port import Stat


@dataclass
class Kept:
    """Implements `Sink` in memory; it has some bytes already, or refuses all."""

    start: int = 0
    error: BaseException | None = None
    stats: list[Stat] = field(default_factory=list)
    data: bytes = b""
    ended: int = 0

    def begins(self, stat: Stat) -> int:
        """Note the version."""
        self.stats.append(stat)
        return self.start

    def takes(self, data: bytes) -> None:
        """Keep bytes, or refuse them."""
        if self.error is not None:
            raise self.error
        self.data += data

    def ends(self) -> None:
        """Count the ends."""
        self.ended += 1
