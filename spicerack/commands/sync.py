"""`spicerack sync`: have every site look now, and wait until all hold the same."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text

from spicerack.client.answers import SyncProgress
from spicerack.client.client import ManagerClient, UnreachableError
from spicerack.convergence import Verdict, summary, timed_out, verdict_on

POLL_INTERVAL = 0.2
"""Seconds between the first two looks at how far the sites are."""

POLL_INTERVAL_MAX = 5.0
"""Later looks are farther apart: each reads all sites' presence from the bus."""

POLL_SHARE = 0.1
"""Of the time that it has taken so far: what has taken long may be noticed so much later."""

Show = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """The passing of time, in seconds, as the caller has it."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


def synchronise(client: ManagerClient, *, timeout: float, time: Time, show: Show) -> Verdict:
    """Ask every site to scan, and wait until all are at one revision or `timeout` seconds are over.

    A manager that stops answering meanwhile, because it is being restarted, is asked again.

    Raises:
        CommandError: the manager does not answer at the start, or still not at the end.
    """
    began = time.now()
    deadline = began + timeout
    ask = client.scan().ask
    progress: SyncProgress | None = None
    unreachable: UnreachableError | None = None
    while True:
        try:
            progress, unreachable = client.sync(ask), None
        except UnreachableError as error:
            unreachable = error
        else:
            show(summary(progress))
            if (verdict := verdict_on(progress)) is not None:
                return verdict
        if time.now() >= deadline:
            break
        pause = min(max(POLL_SHARE * (time.now() - began), POLL_INTERVAL), POLL_INTERVAL_MAX)
        time.sleep(min(pause, max(0.0, deadline - time.now())))
    if unreachable is not None:
        raise unreachable
    return timed_out(progress, timeout=timeout)


@contextlib.contextmanager
def progress_on(stream: TextIO) -> Iterator[Show]:
    """Yield what progress is shown with: one line that changes on a terminal, else a line a change."""
    if stream.isatty():
        with Console(file=stream).status("asking every site to scan") as spinner:
            yield lambda line: spinner.update(Text(line))
        return
    shown: list[str] = []

    def show(line: str) -> None:
        if shown != [line]:
            shown[:] = [line]
            print(line, file=stream, flush=True)

    yield show
