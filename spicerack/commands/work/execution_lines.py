"""Executions drawn as lines: each stay in a state with its time, its tries and its error. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.http.workflows import ExecutionAnswer, ExecutionRow
from shared.states.history import events as ev

BAR = 24
"""Characters of the line of time."""

NAME_MIN = 12

CAUSE_MAX = 300

MARKS = {"running": "…", "succeeded": "✓", "failed": "✗", "timed-out": "✗", "aborted": "■"}


@dataclass(slots=True)
class Stay:
    """One stay in a state."""

    state: str
    depth: int
    begun: datetime
    ended: datetime | None = None
    tries: int = 1
    failed: str = ""
    mark: str = "…"


def row_line(row: ExecutionRow) -> str:
    """Return an execution as a line of a list."""
    mark = MARKS.get(row.status, "?")
    text = f"{mark} {row.execution}  {row.workflow}  {row.status:9}  {row.started_at:%Y-%m-%dT%H:%M:%SZ}"
    text = f"{text}  {row.name}"
    if row.continued_by:
        text += f"  gone on with as {row.continued_by}"
    return text + (f"  {row.error or ''}: {row.cause or ''}" if row.error or row.cause else "")


def execution_lines(row: ExecutionRow, events: Sequence[ev.Fact | ev.Decision]) -> Iterator[str]:
    """Yield the picture of an execution."""
    yield row_line(row)
    stays = stays_of(events)
    if not stays:
        return
    begin = stays[0].begun
    end = max(stay.ended or events[-1].at for stay in stays)
    width = max(NAME_MIN, *(2 * stay.depth + len(stay.state) for stay in stays))
    for stay in stays:
        name = ("  " * stay.depth + stay.state).ljust(width)
        until = stay.ended or events[-1].at
        tries = f"  {stay.tries} tries" if stay.tries > 1 else ""
        error = f"  {stay.failed}" if stay.failed else ""
        seconds = f"{(until - stay.begun).total_seconds():8.2f} s"
        yield f"  {stay.mark} {name} {_bar(begin, end, stay.begun, until)} {seconds}{tries}{error}"
    if row.stuck:
        yield f"  it cannot be carried on: {row.stuck}"


def stays_of(events: Sequence[ev.Fact | ev.Decision]) -> list[Stay]:
    """Return all stays in states, in the order in which they began."""
    depths = {"": 0}
    stays: dict[int, Stay] = {}
    open_in: dict[str, int] = {}
    for event in events:
        match event:
            case ev.StateEntered():
                stays[event.entry] = Stay(event.state, depths.get(event.scope, 0), event.at)
                open_in[event.scope] = event.entry
            case ev.ScopeStarted():
                depths[event.scope] = stays[event.entry].depth + 1
            case ev.RetryScheduled():
                stays[event.entry].tries += 1
                stays[event.entry].failed = _error(event.error, event.cause)
            case ev.StateExited():
                stay = stays[event.entry]
                stay.ended, stay.mark = event.at, "✓" if event.caught is None else "!"
                stay.failed = _error(event.error, event.cause or "") if event.error else ""
            case ev.ScopeFailed() if event.scope in open_in:
                stay = stays[open_in[event.scope]]
                stay.ended, stay.mark, stay.failed = event.at, "✗", _error(event.error, event.cause)
    return list(stays.values())


def waiting_lines(answer: ExecutionAnswer) -> Iterator[str]:
    """Yield a line for each step that waits for a runner."""
    for one in answer.waiting:
        where = f"at {one.site}" if one.site else "of any site"
        there = f"{one.runners} busy" if one.runners else "none is there"
        yield f"  {one.state} waits for a runner {where} since {one.since:%Y-%m-%dT%H:%M:%SZ}: {there}"


def _error(error: str, cause: str) -> str:
    return f"{error}: {' '.join(cause.split())[:CAUSE_MAX]}" if cause else error


def _bar(begin: datetime, end: datetime, first: datetime, last: datetime) -> str:
    whole = max((end - begin).total_seconds(), 1e-9)
    left = min(int((first - begin).total_seconds() / whole * BAR), BAR - 1)
    length = max(1, round((last - first).total_seconds() / whole * BAR))
    return ("·" * left + "█" * min(length, BAR - left)).ljust(BAR, "·")
