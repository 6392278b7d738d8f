"""The search in lines that steps wrote: by text, time, level, stream and step. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.workflow.executions.levels import Level, with_levels
from shared.contracts.messages.step import LogLine, StepLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines are wanted; what is empty or None lets all through."""

    text: str = ""
    """They hold it."""
    level: Level | None = None
    """They are of it, or above it."""
    stream: str = ""
    step: str = ""
    """The name of the state whose step wrote them."""
    begin: datetime | None = None
    """They are not older."""
    end: datetime | None = None
    """They are older."""

    def lets(self, line: LogLine) -> bool:
        """Tell whether a line is wanted, its level apart."""
        return (
            self.text in line.text
            and self.stream in ("", line.stream)
            and (self.begin is None or line.at >= self.begin)
            and (self.end is None or line.at < self.end)
        )


class Search:
    """The search in the messages of one execution, in their order: a step may go on in the next one."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._levels: dict[str, Level | None] = {}
        """Of the last line of each step."""

    def lines(self, said: StepLog) -> Iterator[LogLine]:
        """Yield the lines of a message that are wanted."""
        wanted = self._wanted
        if wanted.step not in ("", said.state):
            return
        for line, level in with_levels(said.lines, self._levels.get(said.task)):
            self._levels[said.task] = level
            heavy = wanted.level is None or (level is not None and level >= wanted.level)
            if heavy and wanted.lets(line):
                yield line
