"""`spicerack sync`: have every site look now, and wait until all hold the same."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from itertools import count
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.text import Text

from shared.contracts.http.sites.status import SyncProgress
from shared.model.backoff import Backoff
from spicerack.client.client import ManagerClient
from spicerack.client.service_client import UnreachableError
from spicerack.commands.options import DEFAULT_URL, Url, finite, new_app, real_time
from spicerack.commands.times import Time
from spicerack.convergence import Verdict, summary, timed_out, verdict_on
from spicerack.errors import CommandError, ExitCode

POLL_INTERVAL = 0.2
"""Seconds between the first two looks at how far the sites are."""

POLLS = Backoff(first=POLL_INTERVAL, longest=5.0, factor=1.1)
"""Later looks are farther apart: what has taken long may be noticed a tenth of that later."""

Show = Callable[[str], None]


def synchronise(client: ManagerClient, *, timeout: float, time: Time, show: Show) -> Verdict:
    """Ask every site to scan, and wait until all are at one revision or `timeout` seconds are over.

    A manager that stops answering meanwhile, because it is being restarted, is asked again.

    Raises:
        CommandError: the manager does not answer at the start, or still not at the end.
    """
    deadline = time.now() + timeout
    ask = client.scan().ask
    progress: SyncProgress | None = None
    unreachable: UnreachableError | None = None
    for looks in count(1):
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
        time.sleep(min(POLLS.delay(looks), max(0.0, deadline - time.now())))
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


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("sync")(_sync)
    return application


def _sync(
    url: Url = DEFAULT_URL,
    timeout: Annotated[float, typer.Option(min=0.0, callback=finite, help="Seconds to wait at most.")] = 60.0,
) -> int:
    """Have every site look now, and wait until all hold the same.

    Exits with 0 when they do, 3 when only offline sites do not, 4 when a site's file system refuses what it
    misses, 5 when they do but some files of a site cannot be published, 1 otherwise.

    Example: spicerack sync --timeout 300
    """
    with ManagerClient(url) as client, progress_on(sys.stderr) as show:
        verdict = synchronise(client, timeout=timeout, time=real_time(), show=show)
    if verdict.exit_code is not ExitCode.DONE:
        raise CommandError(verdict.text, verdict.exit_code)
    print(verdict.text)
    return verdict.exit_code
