"""The supervisor with real child processes."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.bus.server import die_with_parent
from spicerack.up.display import line_of
from spicerack.up.run.backoff import RestartPolicy
from spicerack.up.run.child_spec import ChildSpec
from spicerack.up.run.process import ChildProcess
from spicerack.up.run.supervise import Change, Keeping, Phase, Stop, keep_all

REPOSITORY = Path(__file__).parents[5]
PATIENCE = 120
POLICY = RestartPolicy(first_delay=0.01, longest_delay=0.02)

OBEDIENT = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); signal.pause()"
STUBBORN = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\n"
    "while 1: signal.pause()"
)


def child(name: str, code: str, logs: Path) -> ChildProcess:
    """Return a child that runs some Python."""
    spec = ChildSpec(name=name, argv=(sys.executable, "-c", code), env=dict(os.environ))
    return ChildProcess(spec, log=logs / f"{name}.log")


class Watcher:
    """Collects changes, and lets a test wait for one."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._event = asyncio.Event()

    def report(self, change: Change) -> None:
        self.changes.append(change)
        self._event.set()

    async def until(self, count: int, phase: Phase) -> list[Change]:
        async with asyncio.timeout(PATIENCE):
            while True:
                found = [change for change in self.changes if change.phase is phase]
                if len(found) >= count:
                    return found
                self._event.clear()
                await self._event.wait()


def gone(pid: int) -> bool:
    """Wait until a process that need not be ours has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], PATIENCE)[0])
    finally:
        os.close(descriptor)


async def test_what_dies_is_restarted_and_its_last_words_are_told(tmp_path):
    """A child that dies is started again and again, and its last line says why it died."""
    watcher, stop = Watcher(), Stop()
    keeping = Keeping(policy=POLICY, report=watcher.report)
    dying = child("x", "import sys; print('no disk'); sys.exit(3)", tmp_path)
    async with asyncio.TaskGroup() as group:
        group.create_task(keep_all([dying], stop=stop, keeping=keeping))
        deaths = await watcher.until(3, Phase.DIED)
        stop.ask()
    assert [change.restarts for change in deaths[:3]] == [1, 2, 3]
    assert line_of(deaths[0]) == "x: exited with code 3, starts again in 0.01 s: no disk"
    assert watcher.changes[-1].phase is Phase.STOPPED


async def test_death_by_a_signal_is_told_and_mended(tmp_path):
    """A child that somebody kills comes back with another process id."""
    watcher, stop = Watcher(), Stop()
    keeping = Keeping(policy=POLICY, report=watcher.report)
    async with asyncio.TaskGroup() as group:
        group.create_task(keep_all([child("x", OBEDIENT, tmp_path)], stop=stop, keeping=keeping))
        first = (await watcher.until(1, Phase.READY))[0]
        os.kill(first.pid, signal.SIGKILL)
        second = (await watcher.until(2, Phase.READY))[1]
        stop.ask()
    assert second.pid != first.pid
    assert "killed by signal 9" in line_of((await watcher.until(1, Phase.DIED))[0])


async def test_what_cannot_be_executed_is_told(tmp_path):
    """A program that does not exist is a death with a reason, not an end of the supervisor."""
    watcher, stop = Watcher(), Stop()
    spec = ChildSpec(name="x", argv=("/nonexistent/program",), env={})
    thing = ChildProcess(spec, log=tmp_path / "x.log")
    async with asyncio.TaskGroup() as group:
        group.create_task(keep_all([thing], stop=stop, keeping=Keeping(policy=POLICY, report=watcher.report)))
        death = (await watcher.until(1, Phase.DIED))[0]
        stop.ask()
    assert "cannot execute /nonexistent/program: No such file or directory" in line_of(death)


async def test_drain_ends_every_child_orderly(tmp_path):
    """After a stop every child has ended by its own doing, and none is restarted."""
    watcher, stop = Watcher(), Stop()
    things = [child(name, OBEDIENT, tmp_path) for name in ("a", "b", "c")]
    async with asyncio.TaskGroup() as group:
        group.create_task(keep_all(things, stop=stop, keeping=Keeping(policy=POLICY, report=watcher.report)))
        pids = [change.pid for change in await watcher.until(3, Phase.READY)]
        stop.ask()
    assert all(gone(pid) for pid in pids)
    assert len([change for change in watcher.changes if change.phase is Phase.STOPPED]) == 3
    assert not [change for change in watcher.changes if change.phase is Phase.DIED]


async def test_child_that_is_deaf_to_sigterm_is_killed_after_the_grace(tmp_path):
    """A drain is bounded."""
    watcher, stop = Watcher(), Stop()
    thing = child("x", STUBBORN, tmp_path)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        keeping = Keeping(policy=POLICY, grace=0.05, report=watcher.report)
        group.create_task(keep_all([thing], stop=stop, keeping=keeping))
        pid = (await watcher.until(1, Phase.READY))[0].pid
        stop.ask()
    assert gone(pid)


async def test_second_ask_kills_at_once(tmp_path):
    """Who asks twice does not wait for the grace."""
    watcher, stop = Watcher(), Stop()
    thing = child("x", STUBBORN, tmp_path)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        keeping = Keeping(policy=POLICY, grace=PATIENCE * 10, report=watcher.report)
        group.create_task(keep_all([thing], stop=stop, keeping=keeping))
        await watcher.until(1, Phase.READY)
        stop.ask()
        await watcher.until(1, Phase.STOPPING)
        stop.ask()
    assert watcher.changes[-1].phase is Phase.STOPPED


async def test_stop_during_a_delay_starts_nothing(tmp_path):
    """A long backoff does not hold up the end."""
    watcher, stop = Watcher(), Stop()
    policy = RestartPolicy(first_delay=PATIENCE * 10, longest_delay=PATIENCE * 10)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        thing = child("x", "raise SystemExit(1)", tmp_path)
        group.create_task(keep_all([thing], stop=stop, keeping=Keeping(policy=policy, report=watcher.report)))
        await watcher.until(1, Phase.DIED)
        stop.ask()
    assert len([change for change in watcher.changes if change.phase is Phase.STARTING]) == 1


async def test_cancellation_leaves_no_child(tmp_path):
    """A supervisor that is cancelled kills what it started."""
    watcher = Watcher()
    keeping = Keeping(policy=POLICY, report=watcher.report)
    task = asyncio.create_task(keep_all([child("x", STUBBORN, tmp_path)], stop=Stop(), keeping=keeping))
    pid = (await watcher.until(1, Phase.READY))[0].pid
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(gone, pid)


SUPERVISOR = """
import asyncio, os, sys
from pathlib import Path
from spicerack.up.run.child_spec import ChildSpec
from spicerack.up.run.process import ChildProcess
from spicerack.up.run.supervise import Keeping, Stop, Phase, keep_all

def report(change):
    if change.phase is Phase.STARTING:
        print(change.pid, flush=True)

things = [
    ChildProcess(ChildSpec(name=name, argv=(sys.executable, "-c", sys.argv[2])), log=Path(sys.argv[1]) / name)
    for name in ("a", "b")
]
asyncio.run(keep_all(things, stop=Stop(), keeping=Keeping(report=report)))
"""


def test_no_orphan_is_left_when_the_supervisor_is_killed(tmp_path):
    """SIGKILL to the supervisor ends its children too, even those that are deaf to signals."""
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path), STUBBORN],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    with supervisor:
        assert supervisor.stdout is not None
        pids = [int(supervisor.stdout.readline()) for _ in range(2)]
        supervisor.kill()
    assert all(gone(pid) for pid in pids)


def test_a_program_whose_parent_is_gone_already_is_not_started():
    """A program whose parent died before it was tied to it is never started."""
    leash = die_with_parent.__file__
    stranger = "1"
    done = subprocess.run(
        [sys.executable, "-I", "-S", leash, stranger, sys.executable, "-c", "print('ran')"],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (126, b"")
