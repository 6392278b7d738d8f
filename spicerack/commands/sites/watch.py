"""`spicerack status --watch`: the state of every site, again and again."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from shared.contracts.http.sites.status import CollectionStatus, SiteStatus
from spicerack.client.client import ManagerClient
from spicerack.client.service_client import UnreachableError
from spicerack.commands.options import real_time
from spicerack.commands.sites.status_lines import status_lines
from spicerack.commands.times import Time
from spicerack.errors import ExitCode
from spicerack.text import counted, printable, size_text

INTERVAL = 2.0
"""Seconds between two looks, unless told otherwise: sites say how they are every few seconds."""

Show = Callable[[CollectionStatus | UnreachableError], None]


def watch_status(client: ManagerClient, *, interval: float, time: Time, show: Show) -> None:
    """Show the state until Ctrl-C. A manager that stops answering meanwhile is asked again.

    Raises:
        CommandError: the manager does not answer at the start.
    """
    answer: CollectionStatus | UnreachableError = client.status()
    while True:
        show(answer)
        time.sleep(interval)
        try:
            answer = client.status()
        except UnreachableError as error:
            answer = error


@contextlib.contextmanager
def shown_on(stream: TextIO, *, as_json: bool) -> Iterator[Show]:
    """Yield what shows a state: a live table on a terminal, else a line for each change, or JSON lines."""
    if stream.isatty() and not as_json:
        with Live(console=Console(file=stream), auto_refresh=False) as live:
            yield lambda answer: live.update(Text("\n".join(_lines(answer))), refresh=True)
        return
    shown: list[str] = []

    def show(answer: CollectionStatus | UnreachableError) -> None:
        lines = _json(answer) if as_json else change_lines(answer)
        for line in lines:
            if line not in shown:
                print(line, file=stream, flush=True)
        shown[:] = lines

    yield show


def change_lines(answer: CollectionStatus | UnreachableError) -> list[str]:
    """Return one line for each thing that can change; one that is the same again is not news."""
    if isinstance(answer, UnreachableError):
        return [str(answer)]
    head = f"{answer.collection}: revision {answer.revision}, {counted(answer.files, 'file')}"
    return [f"{head}, {size_text(answer.bytes)}", *map(site_line, answer.sites)]


def site_line(site: SiteStatus) -> str:
    """Return how a site is, on one line."""
    if not site.online:
        return f"{site.name}: offline"
    parts = [site.state, f"revision {site.revision}"]
    if site.behind:
        parts.append(f"{site.behind} behind, wants {size_text(site.wanted_bytes)}")
    if site.conflicts:
        parts.append(counted(site.conflicts, "conflict"))
    parts.extend(printable(problem) for problem in site.problems)
    if site.hold is not None:
        parts.append(printable(site.hold))
    return f"{site.name}: {', '.join(parts)}"


def _lines(answer: CollectionStatus | UnreachableError) -> Sequence[str]:
    return [str(answer)] if isinstance(answer, UnreachableError) else status_lines(answer)


def _json(answer: CollectionStatus | UnreachableError) -> list[str]:
    return [] if isinstance(answer, UnreachableError) else [answer.model_dump_json()]


def watch(client: ManagerClient, *, interval: float, as_json: bool) -> int:
    """Show the state again and again until Ctrl-C."""
    # A shell that starts it in the background of a script lets it inherit that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Ctrl-C is how a person ends it: nothing failed.
    with contextlib.suppress(KeyboardInterrupt), shown_on(sys.stdout, as_json=as_json) as show:
        watch_status(client, interval=interval, time=real_time(), show=show)
    return ExitCode.DONE
