"""An open file as bytes of the size that it was seen with."""

from dataclasses import dataclass

from shared.roots.posix.files.port import ReadableFile


@dataclass(frozen=True, slots=True)
class SizedFile:
    """Implements `shared.spice.reading.ReadAt` on an open file."""

    file: ReadableFile
    size: int

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`: none beyond the size that was seen."""
        return self.file.read_at(offset, max(min(count, self.size - offset), 0))
