"""The pipes of a worker process: what it says goes out of one that nothing else writes to."""

import os
import sys
from typing import BinaryIO


def own_answers() -> BinaryIO:
    """Return where this process answers; what libraries print goes to standard error from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def say_nothing_more() -> None:
    """Let errors go nowhere: nobody reads them any more, and a full pipe would stop whoever writes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(nowhere, descriptor)
