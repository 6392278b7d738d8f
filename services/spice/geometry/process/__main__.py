"""`python -m services.spice.geometry.process MEMORY`: holds one kernel set; frames in, frames out."""

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from services.spice.geometry.calculate.answer import Bounds, answer
from services.spice.geometry.calculate.furnish import furnish
from services.spice.geometry.encode.encode import encoded
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.process.listed_times import put_back
from services.spice.geometry.process.words import (
    BODY_MAX,
    LENGTHS,
    TOLD,
    Answered,
    Ask,
    Failed,
    Furnish,
    Piece,
    Progress,
    Told,
    framed,
    lengths,
)
from services.spice.geometry.questions.question import AnyQuestion
from shared.model.base import FrozenModel
from shared.service.child.confine import allow_cpu, confine
from shared.service.child.pipes import own_answers, say_nothing_more

FILES_MAX = 256
"""Open files: CSPICE has some twenty DAFs open at a time, and Python its modules."""

Say = Callable[[FrozenModel, bytes], None]


def main(memory_bytes: int) -> None:
    """Answer questions until there are no more."""
    confine(memory_bytes=memory_bytes, files_max=FILES_MAX)
    answers = own_answers()
    say_nothing_more()

    def say(words: FrozenModel, body: bytes = b"") -> None:
        rest = memoryview(framed(words, body))
        while rest:
            rest = rest[answers.write(rest) :]

    while (frame := _next(sys.stdin.buffer)) is not None:
        try:
            _follow(*frame, say)
        except GeometryError as error:
            say(Failed(failure=error.failure))
        except MemoryError:
            detail = "the question takes more memory than it may: ask for fewer times, or in several parts"
            say(Failed(failure=Failure(reason="too-many", detail=detail)))


def _next(pipe: BinaryIO) -> tuple[Told, bytes] | None:
    head = pipe.read(LENGTHS.size)
    if len(head) < LENGTHS.size:
        return None
    words, body = lengths(head)
    return TOLD.validate_json(pipe.read(words)), pipe.read(body)


def _follow(told: Told, body: bytes, say: Say) -> None:
    match told:
        case Furnish():
            say(furnish(told.kernels), b"")
        case Ask():
            _answer(told, put_back(told.question, body), say)


def _answer(ask: Ask, question: AnyQuestion, say: Say) -> None:
    allow_cpu(ask.cpu_seconds)
    table = answer(
        question,
        bounds=Bounds(times=ask.times_max, steps=ask.steps_max),
        progress=lambda share: say(Progress(share=share), b""),
    )
    total = 0
    for piece in encoded(table, ask.head, ask.form):
        total += len(piece)
        if total > ask.bytes_max:
            detail = (
                f"the answer has more than {ask.bytes_max} bytes: "
                "ask for fewer times, for Arrow instead of text, or as a job"
            )
            raise GeometryError(Failure(reason="too-many", detail=detail))
        for start in range(0, len(piece), BODY_MAX):
            say(Piece(), piece[start : start + BODY_MAX])
    say(Answered(rows=table.rows, resident_bytes=_resident()), b"")


def _resident() -> int:
    """Return the bytes of memory that are this process' now: `ru_maxrss` begins at what its parent had."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]))
