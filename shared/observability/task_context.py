"""The context of the running task: its trace, and the message that it handles, for logs and for headers.

A context variable, since a task that is begun for a piece of work inherits it, and so does a thread
(`asyncio.to_thread`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from shared.observability.trace_context import TRACE_PARENT, TraceContext, parse_trace_parent


@dataclass(frozen=True, slots=True)
class AtHand:
    """What is worked on."""

    trace: TraceContext | None = None
    message: Mapping[str, object] = field(default_factory=dict)
    """What identifies the message that is handled, as log lines have it."""


NOTHING = AtHand()

_AT_HAND: ContextVar[AtHand] = ContextVar("at_hand", default=NOTHING)


def task_context() -> AtHand:
    """Return what the running task works on."""
    return _AT_HAND.get()


@contextmanager
def within(trace: TraceContext | None) -> Iterator[None]:
    """Work for a trace in the block; None leaves what was at hand."""
    with _set(replace(task_context(), trace=trace or task_context().trace)):
        yield


@contextmanager
def handling(
    *, subject: str, sequence: int, headers: Mapping[str, str], delivery: int | None = None
) -> Iterator[None]:
    """Handle a message in the block: its trace is at hand, and every log line names it.

    Args:
        subject: where it was published.
        sequence: its number in its stream.
        headers: its headers, which may carry a trace.
        delivery: how many times it was delivered, this one included; None where that is not counted.
    """
    message: dict[str, object] = {"subject": subject, "stream_sequence": sequence}
    if delivery is not None:
        message["delivery"] = delivery
    with _set(AtHand(parse_trace_parent(headers.get(TRACE_PARENT)), message)):
        yield


@contextmanager
def _set(value: AtHand) -> Iterator[None]:
    token = _AT_HAND.set(value)
    try:
        yield
    finally:
        _AT_HAND.reset(token)
