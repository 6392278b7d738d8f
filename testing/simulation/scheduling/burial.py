"""The end of tasks that will never run again, when a run is over."""

import asyncio
import contextlib
import logging
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from testing.simulation.scheduling.places import awaited_chain

CLOSES_MAX = 100
"""A coroutine that awaits again on its way out is closed again; one that does so for ever is left."""


def bury(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Close the coroutines of tasks that are not done, after the run and its verdict.

    CPython runs the `finally` blocks of a suspended coroutine when its memory goes, and nothing can keep
    it from that. So the tasks of crashed processes are kept to the end of the run, when the loop is closed
    and nobody looks at the world any more: what these blocks do then has no effect on anything.
    """
    with _silence():
        for task in tasks:
            if not task.done():
                # From the innermost outwards: an outer one, closed first, drops its inner one half closed.
                for coroutine in reversed(awaited_chain(task)):
                    _close(coroutine)


def _close(coroutine: Any) -> None:  # noqa: ANN401 - a coroutine, or anything else that a task may run
    for _ in range(CLOSES_MAX):
        try:
            coroutine.close()
        except BaseException:  # noqa: BLE001 - the last words of a dead process: nobody may hear them
            continue
        return


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Let nothing that code does on its way out be logged or warned of."""
    disabled, unraisable = logging.root.manager.disable, sys.unraisablehook
    logging.disable(logging.CRITICAL)
    sys.unraisablehook = _ignore
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.unraisablehook = unraisable
        logging.disable(disabled)


def _ignore(unraisable: object) -> None:
    """Take the place of `sys.unraisablehook`."""
