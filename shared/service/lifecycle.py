"""The way up and the way down of a service process."""

import asyncio
import importlib
import logging
import os
import random
import signal
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable

from shared.model.errors import OperatorError
from shared.observability.logs import configure_logging
from shared.service.config import Config, ConfigError, ServiceConfig, read_config
from shared.service.garbage import search_seldom

log = logging.getLogger(__name__)

EXIT_USAGE = 2
"""The settings are wrong: starting again does not help."""

EXIT_FAILED = 1

THREADS_SECONDS = 10.0
"""For what threads still do when all else has ended: a stop stays within the 30 s that Kubernetes gives. What
they write is in transactions, as for a process that is killed."""

OPERATORS_ERRORS = (OperatorError, OSError, sqlite3.OperationalError)
"""What a person must mend: one line says what, and the process ends."""


class StopError(Exception):
    """Raised inside a task group to end it because the process was told to stop."""


def run_service(
    name: str,
    kind: type[Config],
    work: Callable[[Config, asyncio.Event], Awaitable[None]],
    *,
    fast_loop: bool = False,
) -> None:
    """Read the settings, work until SIGTERM or SIGINT, and exit: 0, or with one line that says why not.

    Args:
        name: what the process is, e.g. `manager`.
        kind: its settings.
        work: does everything; ends soon after the event is set.
        fast_loop: whether to take the event loop in C, where it is installed.
    """
    try:
        config = read_config(kind)
    except ConfigError as error:
        sys.stderr.write(f"spicerack {name}: {error}\n")
        raise SystemExit(EXIT_USAGE) from error
    configure_logging(
        service=name,
        site=getattr(config, "site", ""),
        json=None if config.log_format == "auto" else config.log_format == "json",
        level=config.log_level,
    )
    search_seldom()
    failed = False
    # A runner that is closed waits for its threads, and one of them may turn for ever.
    ending = threading.Timer(THREADS_SECONDS, _end_now)
    ending.daemon = True
    try:
        with asyncio.Runner(loop_factory=_fast_loop() if fast_loop else None) as runner:
            try:
                runner.run(_run(config, work))
            finally:
                ending.start()
    except* OPERATORS_ERRORS as group:
        log.error("%s ends: %s", name, _said(_first(group), config))
        failed = True
    finally:
        ending.cancel()
    # Not up there: some versions of Python wrap what is raised in `except*`, and print all of it.
    if failed:
        raise SystemExit(EXIT_FAILED)


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes loops of uvloop, where it is installed."""
    try:
        found: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module("uvloop").new_event_loop
    except ModuleNotFoundError:
        return None
    return found


def last_words_of(error: BaseException, config: ServiceConfig) -> str:
    """Return why a service ended, in one line that says what a person must mend."""
    first = _first(error)
    if is_operators(error):
        return _said(first, config)
    return f"our fault, please report it: {type(first).__name__}: {first}"


def is_operators(error: BaseException) -> bool:
    """Tell whether a person must mend what ended a service."""
    return isinstance(_first(error), OPERATORS_ERRORS)


def _said(error: BaseException, config: ServiceConfig) -> str:
    """Return what a person must mend; SQLite alone does not say where."""
    if isinstance(error, sqlite3.OperationalError):
        return f"{error}: make room in {config.state}, or mend its disk; nothing is lost by it"
    return str(error)


async def _run(config: Config, work: Callable[[Config, asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(config, stop)


def _end_now() -> None:
    """End the process as it is."""
    log.error("a thread does not end %g s after all else: the process ends without it", THREADS_SECONDS)
    logging.shutdown()
    os._exit(EXIT_FAILED)


async def raise_when(stop: asyncio.Event) -> None:
    """End the task group that this runs in, once `stop` is set."""
    await stop.wait()
    raise StopError


async def stop_after(work: Awaitable[None]) -> None:
    """End the task group that this runs in, once `work` has come to its own end."""
    await work
    raise StopError


def system_random() -> random.Random:
    """Return the randomness of the host, for ids."""
    return random.SystemRandom()


def random_hex(source: random.Random, digits: int) -> str:
    """Return an id of so many hexadecimal digits."""
    return source.randbytes(digits // 2).hex()


def make_state_directory(config: ServiceConfig) -> None:
    """Make the directory that a process keeps its state in, for its user alone."""
    config.state.mkdir(parents=True, exist_ok=True, mode=0o700)


def process_id() -> int:
    """Return the number of this process."""
    return os.getpid()


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
