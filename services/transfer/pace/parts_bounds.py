"""The bounds of how many parts of a pack are on their way, as a worker's settings say them."""

from dataclasses import dataclass

from services.transfer.pace.window import LEAST, MOST, Window
from shared.delta.pack import PART_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsBounds:
    """Of each direction."""

    least: int = LEAST
    most: int = MOST

    def window(self) -> Window:
        """Return what counts one direction."""
        return Window(least=self.least, most=self.most, whole_bytes=PART_BYTES)


PARTS = PartsBounds()
"""Where nothing is said."""
