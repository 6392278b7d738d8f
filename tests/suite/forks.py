"""Workers that are forked once all tests are collected: `pytest --forks 3`.

Workers that collect by themselves, as those of pytest-xdist do, import and rewrite the whole suite anew. That
takes each of them thirteen seconds of a processor, and thirty on a fresh clone. A fork has all of it already.
A worker gets groups of tests, those of one file or folder; its tests run as in a process of their own.
"""

import atexit
import os
import random
import sys
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

import pytest

WORKER = "PYTEST_XDIST_WORKER"
"""The variable by which tests know that others run at the same time, as pytest-xdist names it."""

RESTARTS_MAX = 20
"""Workers that may die: each is a failed test, and a suite in which more do is broken."""


@dataclass(slots=True)
class Worker:
    """A forked process, as its parent knows it."""

    pid: int
    connection: Connection
    given: deque[int] = field(default_factory=deque)
    """The tests that it has still to begin."""
    running: int | None = None


class Forks:
    """Runs the tests of a session in forked processes."""

    def __init__(self, count: int, group_of: Callable[[str], str]) -> None:
        self._count = count
        self._group_of = group_of
        self._workers: list[Worker] = []
        self._groups: deque[list[int]] = deque()
        self._started = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run all collected tests; leave it to pytest where there is nothing to be dealt out."""
        if session.testsfailed or session.config.option.collectonly:
            return None
        self._groups = deque(groups(session.items, self._group_of))
        try:
            for _ in range(min(self._count, len(self._groups))):
                self._fork(session)
            while self._workers:
                for connection in wait([worker.connection for worker in self._workers]):
                    self._hear(session, next(one for one in self._workers if one.connection is connection))
        finally:
            for worker in self._workers:
                worker.connection.close()
                os.waitpid(worker.pid, 0)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        return True

    def _fork(self, session: pytest.Session) -> None:
        here, there = Pipe()
        # What is captured lies in a file that a fork would share.
        session.config.pluginmanager.getplugin("capturemanager").read_global_capture()  # type: ignore[union-attr]
        sys.stdout.flush()
        sys.stderr.flush()
        number, self._started = self._started, self._started + 1
        pid = os.fork()
        if pid == 0:
            for connection in (here, *(worker.connection for worker in self._workers)):
                connection.close()
            work(session, there, number)
        there.close()
        self._workers.append(Worker(pid, here))

    def _hear(self, session: pytest.Session, worker: Worker) -> None:
        """Take one message of a worker."""
        try:
            word, value = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            self._bury(session, worker)
            return
        hook = session.config.hook
        if word == "more":
            group = self._groups.popleft() if self._groups and not session.shouldfail else []
            worker.given.extend(group)
            worker.connection.send(group)
        elif word == "begins":
            worker.given.remove(value)
            worker.running = value
        elif word == "ended":
            item = session.items[value]
            hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            worker.running = None
        elif word == "report":
            report = hook.pytest_report_from_serializable(config=session.config, data=value)
            hook.pytest_runtest_logreport(report=report)
        elif word == "warning":
            hook.pytest_warning_recorded.call_historic(kwargs=value)

    def _bury(self, session: pytest.Session, worker: Worker) -> None:
        """Have a worker that has ended fail its test, if it was at one, and another do the rest."""
        self._workers.remove(worker)
        worker.connection.close()
        _, status = os.waitpid(worker.pid, 0)
        if worker.running is not None:
            report_death(session, session.items[worker.running], os.waitstatus_to_exitcode(status))
        if worker.given:
            self._groups.appendleft(list(worker.given))
        if self._groups and not session.shouldfail:
            if self._started >= self._count + RESTARTS_MAX:
                raise session.Failed(f"{self._started} workers were started: they die")
            self._fork(session)


def groups(items: Sequence[pytest.Item], group_of: Callable[[str], str]) -> list[list[int]]:
    """Return the numbers of the tests of each group, in the order in which groups begin."""
    found: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        found.setdefault(group_of(item.nodeid), []).append(number)
    return list(found.values())


def report_death(session: pytest.Session, item: pytest.Item, code: int) -> None:
    """Let a test fail in which its process has ended."""
    report = pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="failed",
        longrepr=f"the process of the tests has ended with {code} in {item.nodeid}",
        when="call",
    )
    session.config.hook.pytest_runtest_logreport(report=report)


def work(session: pytest.Session, connection: Connection, number: int) -> NoReturn:
    """Be a worker: run what is given, tell the parent all of it, and end."""
    code = 1
    try:
        _become_worker(session.config, connection, number)
        given = deque(_more(connection))
        while given:
            index = given.popleft()
            if not given:  # before the last one: what stays set up depends on what comes next
                given.extend(_more(connection))
            item = session.items[index]
            following = session.items[given[0]] if given else None
            connection.send(("begins", index))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            connection.send(("ended", index))
        code = 0
    except KeyboardInterrupt:
        code = 2
    except BaseException:  # noqa: BLE001 # the process ends here, and nothing else would tell why
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()  # locks of temporary directories
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _more(connection: Connection) -> list[int]:
    connection.send(("more", None))
    group: list[int] = connection.recv()
    return group


def _become_worker(config: pytest.Config, connection: Connection, number: int) -> None:
    """Capture by oneself, show nothing, and send all reports to the parent."""
    os.environ[WORKER] = f"gw{number}"
    random.seed()
    capture: Any = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(_Sender(config, connection))


class _Sender:
    """Sends to the parent what plugins of its session are to know."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config = config
        self._connection = connection

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._connection.send(("report", data))

    def pytest_warning_recorded(self, warning_message: Any, when: str, nodeid: str, location: Any) -> None:
        said = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        warning_message.source = None  # the object at fault, which need not be one to send
        self._connection.send(("warning", said))
