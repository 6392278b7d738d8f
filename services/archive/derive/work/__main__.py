"""`python -m services.archive.derive.work MEMORY`: the worker process; orders in, results out."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from services.archive.derive.fits.make import UnfitError, make
from services.archive.derive.job import REASON_MAX, Made, Order, Refused
from shared.service.child.confine import allow_cpu, confine
from shared.service.child.pipes import own_answers, say_nothing_more

FILES_MAX = 64
"""Open files: one frame, and what Python and astropy need."""


def main(memory_bytes: int) -> None:
    """Carry orders out until there are no more; whatever a library prints goes nowhere."""
    confine(memory_bytes=memory_bytes, files_max=FILES_MAX)
    answers = own_answers()
    say_nothing_more()
    work(sys.stdin.buffer, answers)


def work(orders: Iterable[bytes], answers: BinaryIO) -> None:
    """Carry out each order in turn."""
    for line in orders:
        order = Order.model_validate_json(line)
        allow_cpu(order.seconds)
        _answer(order, answers)


def _answer(order: Order, answers: BinaryIO) -> None:
    try:
        data, media_type = make(Path(order.path), order.job)
    except UnfitError as error:
        return _say(answers, Refused(reason=str(error)[:REASON_MAX]))
    # A file may have the library raise anything, and it costs one answer.
    except Exception as error:  # noqa: BLE001
        words = " ".join(f"{type(error).__name__}: {error}".split())
        return _say(answers, Refused(reason=f"astropy does not read it ({words})"[:REASON_MAX]))
    _say(answers, Made(length=len(data), media_type=media_type))
    left = memoryview(data)
    while left:
        left = left[answers.write(left) :]
    return None


def _say(answers: BinaryIO, words: Made | Refused) -> None:
    answers.write(words.model_dump_json().encode() + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
