"""The terminal or pipe that a command writes to."""

import os
from typing import TextIO


def silence(stream: TextIO) -> None:
    """Lead what is written to `stream` nowhere: its reader is gone, and the flush at exit must not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
