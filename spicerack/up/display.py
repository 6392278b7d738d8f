"""Shows what the supervisor does: a live table on a terminal, plain lines elsewhere."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from spicerack.console import silence
from spicerack.text import printable
from spicerack.up.run.supervise import Change, Phase, Report

STYLES = {
    Phase.STARTING: "yellow",
    Phase.READY: "green",
    Phase.DIED: "red",
    Phase.STOPPING: "yellow",
    Phase.STOPPED: "dim",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What is shown above the services."""

    lines: tuple[str, ...]


@contextlib.contextmanager
def show(heading: Heading, *, stream: TextIO) -> Iterator[Report]:
    """Yield what changes are reported to; they are shown until the end of the block."""
    if not stream.isatty():
        yield _plain(heading, stream)
        return
    rows: dict[str, Change] = {}
    # Only changes are drawn: no thread of its own, which nobody could tell that the terminal is gone.
    live = Live(_table(heading, ()), console=Console(file=stream), auto_refresh=False)

    def report(change: Change) -> None:
        rows[change.name] = change
        with _surviving_its_end(stream):
            live.update(_table(heading, tuple(rows.values())), refresh=True)

    with _surviving_its_end(stream):
        live.start(refresh=True)
    try:
        yield report
    finally:
        with _surviving_its_end(stream):
            live.stop()


def line_of(change: Change) -> str:
    """Return a change as one line of text."""
    return f"{change.name}: {_sentence(change)}"


def _plain(heading: Heading, stream: TextIO) -> Report:
    def write(line: str) -> None:
        with _surviving_its_end(stream):
            print(line, file=stream, flush=True)

    for line in heading.lines:
        write(line)
    return lambda change: write(line_of(change))


@contextlib.contextmanager
def _surviving_its_end(stream: TextIO) -> Iterator[None]:
    # A closed terminal or pipe must not stop services: their work matters more than its display.
    try:
        yield
    except OSError:
        silence(stream)


def _sentence(change: Change) -> str:
    match change.phase:
        case Phase.STARTING:
            again = "restarted" if change.restarts else "started"
            return f"{again}, pid {change.pid}" + (f", {change.address}" if change.address else "")
        case Phase.READY:
            return "ready" + (f" at {change.address}" if change.address else "")
        case Phase.DIED:
            return f"{_death(change)}, starts again in {change.delay:g} s{_words(change)}"
        case Phase.STOPPING:
            return "stopping"
        case Phase.STOPPED:
            return "stopped"


def _death(change: Change) -> str:
    if change.exit_code is None:
        return "is not running"
    if change.exit_code < 0:
        return f"killed by signal {-change.exit_code}"
    return f"exited with code {change.exit_code}"


def _words(change: Change) -> str:
    return f": {printable(change.last_words)}" if change.last_words else ""


def _table(heading: Heading, rows: Sequence[Change]) -> Table:
    table = Table(box=None, title=Text("\n".join(heading.lines)), title_justify="left", title_style="")
    for column in ("service", "state", "pid", "restarts", "address", "last words"):
        table.add_column(column, justify="right" if column in ("pid", "restarts") else "left")
    for row in rows:
        table.add_row(
            Text(row.name),
            Text(row.phase.value, style=STYLES[row.phase]),
            Text("" if row.pid is None else str(row.pid)),
            Text(str(row.restarts) if row.restarts else ""),
            Text(row.address),
            Text(f"{_death(row)}{_words(row)}" if row.phase is Phase.DIED else ""),
        )
    return table
