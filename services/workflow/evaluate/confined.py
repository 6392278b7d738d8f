"""The engine of JSONata in a process of its own, bounded in memory and time.

An expression of some characters builds a text of gigabytes, and the engine then ends the process that it is
in. Within the service that would end all executions, and again at each start, since the turn is made anew.
"""

import os
import select
import signal
import subprocess
from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from services.workflow.evaluate.order import ANSWER_BYTES_MAX, Answer, order_of
from shared.service.child.process import ended, start_child_at_once
from shared.states.errors import QUERY_EVALUATION_ERROR, StateError
from shared.states.expressions.engine import Evaluation
from shared.states.values import Json

WAIT_SECONDS: Final = 8.0
"""For an answer. The process ends itself after two seconds of processor time; a busy host is slower than
that, and the leases of a service that waits any longer are taken over."""

START_SECONDS: Final = 120.0
"""For the process to be ready: it takes a second of processor time, and a busy host much longer."""

TRIES: Final = 2
"""Of an evaluation whose process was ended from outside: that is no fault of the expression."""

ITS_FAULT: Final = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGXCPU, signal.SIGILL})
"""Ways in which an expression ends the process: out of memory, of stack, or of time."""

BLOCK: Final = 1024 * 1024


class _DiedError(Exception):
    """The process ended, or was ended, without an answer; `code` is as `Popen.returncode` has it."""

    def __init__(self, code: int, *, late: bool) -> None:
        super().__init__("it took too long" if late else ended(code))
        self.is_its_fault = not late and -code in ITS_FAULT


class ConfinedEngine:
    """Implements `shared.states.expressions.engine.Engine`. It starts its process when it is first asked."""

    def __init__(self, *, memory_bytes: int, wait_seconds: float = WAIT_SECONDS) -> None:
        """Start nothing yet.

        Args:
            memory_bytes: address space of the process.
            wait_seconds: after which a process that does not answer is ended.
        """
        self._memory_bytes = memory_bytes
        self._wait_seconds = wait_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def evaluate(self, evaluation: Evaluation) -> Json:
        """Return the value of the expression; see Engine. Raises StateError."""
        line = order_of(evaluation).model_dump_json().encode() + b"\n"
        for left in reversed(range(TRIES)):
            try:
                answer = self._ask(line)
            except _DiedError as error:
                if left and not error.is_its_fault:
                    continue
                cause = f"The JSONata expression '{evaluation.source}' takes more time or memory than an "
                raise StateError(QUERY_EVALUATION_ERROR, f"{cause}evaluation may: {error}.") from error
            if answer.cause is not None:
                raise StateError(QUERY_EVALUATION_ERROR, answer.cause)
            return answer.value
        raise AssertionError("the last try answers or raises")

    def close(self) -> None:
        """End the process, if there is one."""
        self._end()

    def _ask(self, line: bytes) -> Answer:
        is_new = self._process is None
        if self._process is None:
            self._process = start_child_at_once("services.workflow.evaluate", str(self._memory_bytes))
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if is_new:
                _line(process.stdout.fileno(), START_SECONDS)
            process.stdin.write(line)
            process.stdin.flush()
            told = _line(process.stdout.fileno(), self._wait_seconds)
            return Answer.model_validate_json(told)
        except TimeoutError:
            raise _DiedError(self._end(), late=True) from None
        except (OSError, ValidationError) as error:
            raise _DiedError(self._end(), late=False) from error

    def _end(self) -> int:
        """End the process; return how it ended, by itself where it had."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            _closed(pipe.close if pipe is not None else None)
        try:
            # A process that has just died is not reaped yet; one that is well ends without orders.
            return process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _closed(close: Callable[[], None] | None) -> None:
    try:
        if close is not None:
            close()
    except OSError:
        pass  # What was not written yet goes nowhere: the other end is gone.


def _line(descriptor: int, seconds: float) -> bytes:
    """Return a line that a process writes. Raises TimeoutError; OSError where it ends before."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    blocks: list[bytes] = []
    size = 0
    while True:
        if not waiting.poll(seconds * 1000):
            raise TimeoutError
        block = os.read(descriptor, BLOCK)
        blocks.append(block)
        size += len(block)
        if block.endswith(b"\n"):
            return b"".join(blocks)
        if not block or size > ANSWER_BYTES_MAX + BLOCK:
            raise BrokenPipeError
