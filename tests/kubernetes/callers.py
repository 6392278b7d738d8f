"""Callers of a service, as `python -m tests.kubernetes.callers`: each asks anew as soon as it was answered.

Each question has a connection of its own, as those of many people have: the cluster sends it where it likes.
"""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

PATIENCE = 60.0
EVERY = 1.0
PAUSE = 0.2
"""Seconds between two files of a writer, and two looks."""


class Tally:
    """What was answered, to all callers."""

    def __init__(self) -> None:
        self._lock, self._counted = threading.Lock(), Counter[str]()

    def count(self, what: str) -> None:
        """Count one answer, or what came in its place."""
        with self._lock:
            self._counted[what] += 1

    def told(self) -> dict[str, int]:
        """Return all counts."""
        with self._lock:
            return dict(self._counted)


def answered(request: urllib.request.Request) -> str:
    """Ask once; return the status, or why there was none."""
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            answer.read()
            return str(answer.status)
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read()[:300].decode(errors='replace')}"
    except OSError as error:
        return f"{type(error).__name__}: {error}"


def reads(url: str) -> Iterator[Callable[[], str]]:
    """Yield the same question for ever."""
    while True:
        yield partial(answered, urllib.request.Request(url))


def looks(url: str) -> Iterator[Callable[[], str]]:
    """Yield the same question now and then."""
    for question in reads(url):
        time.sleep(PAUSE)
        yield question


class Writer:
    """Puts one file after the other; its name is what is in it. One that is not accepted is put again.

    Args:
        url: below which it writes.
    """

    def __init__(self, url: str) -> None:
        self._url, self._accepted = url, 0

    def ask(self) -> str:
        """Put the next file; return what was answered."""
        name = f"{self._accepted}.txt"
        headers = {"SpiceRack-Request": "1"}
        told = answered(urllib.request.Request(f"{self._url}/{name}", name.encode(), headers, method="PUT"))
        self._accepted += told.startswith("2")
        return told


def writes(url: str) -> Iterator[Callable[[], str]]:
    """Yield the next file of a writer for ever."""
    writer = Writer(url)
    while True:
        time.sleep(PAUSE)
        yield writer.ask


KINDS = {"looks": looks, "reads": reads, "writes": writes}


def ask_forever(questions: Iterator[Callable[[], str]], tally: Tally) -> None:
    """Ask one question after the other."""
    for ask in questions:
        tally.count(ask())


def main(kind: str, url: str, callers: int, file: Path) -> None:
    """Call, and write every second what was answered so far, until killed."""
    tally = Tally()
    for _ in range(callers):
        threading.Thread(target=ask_forever, args=(KINDS[kind](url), tally), daemon=True).start()
    unfinished = file.with_suffix(".new")
    while True:
        unfinished.write_text(json.dumps(tally.told()))
        unfinished.replace(file)
        time.sleep(EVERY)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
