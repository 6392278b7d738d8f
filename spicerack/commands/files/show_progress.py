"""Bars that show transfers on a terminal as they go; elsewhere nothing is shown until the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from spicerack.client.gateway.progress import Progress as Moment
from spicerack.client.gateway.progress import Report, Stage, silent
from spicerack.text import printable

NAME_CHARACTERS = 48
"""Of a path, its end: what tells files of one directory apart."""


@contextmanager
def shown_on(stream: TextIO, *, quiet: bool) -> Iterator[Report]:
    """Yield what shows each moment of a transfer: a bar for each file that moves."""
    if quiet or not stream.isatty():
        yield silent
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bars:
        yield _Bars(bars).report


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._by_path: dict[str, TaskID] = {}

    def report(self, moment: Moment) -> None:
        if moment.stage is Stage.MOVING:
            self._bars.update(self._bar(moment), completed=moment.moved)
        elif moment.path in self._by_path:
            self._bars.remove_task(self._by_path.pop(moment.path))

    def _bar(self, moment: Moment) -> TaskID:
        if moment.path not in self._by_path:
            shown = printable(moment.path)[-NAME_CHARACTERS:]
            self._by_path[moment.path] = self._bars.add_task(shown, total=moment.size)
        return self._by_path[moment.path]
