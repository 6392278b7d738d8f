"""The size of a server's store on the disk."""

import os
from pathlib import Path


def stored_bytes(directory: Path) -> int:
    """Return the bytes of all files below a directory; what goes away meanwhile counts nothing. Blocks."""
    total = 0
    for parent, _, names in os.walk(directory):
        for name in names:
            try:
                total += Path(parent, name).stat().st_size
            except FileNotFoundError:
                continue
    return total
