"""Commands: whatever a program does, it is ended and named, and nothing of it is left."""

import os
import select
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from services.runner.command.launch import command_task
from services.runner.files import Files
from services.runner.program.kinds import MIB, Command
from services.runner.tasks.port import Step, StepError
from shared.roots.posix.open_posix import open_posix
from tests.unit.services.runner.program_conformance import ProgramConformance
from tests.unit.services.runner.steps import job

FORK_AWAY = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], "w").write(str(os.getpid()))
        time.sleep(600)
    os._exit(0)
os.wait()
while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read():
    time.sleep(0.01)
print('{"left": "a daemon"}')
"""
DEAF = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(600)
"""
HUNGRY = "blocks = []\nwhile True: blocks.append(bytearray(b'x' * 4_000_000))"
FLOOD = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
MANY = "import os, time\nfor _ in range(40):\n    if os.fork() == 0: time.sleep(600)\ntime.sleep(600)"
OWN = """print('{"error": "Image.Dark", "cause": "no star is seen"}'); raise SystemExit(3)"""


def step(arguments=None, timeout=None, lines=None):
    """Return a step as a task sees it."""
    kept = [] if lines is None else lines
    return Step(
        job=job("spicerack:command/x", arguments, timeout=timeout),
        write=lambda stream, text: kept.append(text),
        announce=lambda _: None,
    )


def task(tmp_path, program, *arguments, **bounds):
    """Return the task of a Python program, over a collection in `root`."""
    root = tmp_path / "root"
    root.mkdir(exist_ok=True)
    command = Command(argv=(sys.executable, "-c", program, *arguments), grace_seconds=0.2, **bounds)
    return command_task("x", command, Files(partial(open_posix, str(root))), tmp_path / "work")


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended."""
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except FileNotFoundError:
        return True


async def test_a_command_reads_json_and_writes_json_and_files(tmp_path):
    """It finds its files in its directory, and what it made stands in the collection."""
    (tmp_path / "root" / "ck").mkdir(parents=True)
    (tmp_path / "root" / "ck" / "a.bc").write_bytes(b"kernel")
    program = (
        "import json, sys; given = json.load(sys.stdin); data = open('in/a.bc').read()\n"
        "open('out.txt', 'w').write(data.upper()); print('reading', file=sys.stderr)\n"
        "print(json.dumps({'given': given, 'size': len(data)}))"
    )
    arguments = {
        "input": {"é": 1},
        "files": [{"path": "ck/a.bc", "as": "in/a.bc"}],
        "publish": {"out.txt": "derived/a.txt"},
    }
    lines: list[str] = []
    ran = task(tmp_path, program)
    found = await ran.run(step(arguments, lines=lines))
    assert found["result"] == {"given": {"é": 1}, "size": 6}
    assert [one["path"] for one in found["published"]] == ["derived/a.txt"]
    assert (tmp_path / "root" / "derived" / "a.txt").read_text() == "KERNEL"
    assert lines == ["reading"]
    assert not list((tmp_path / "work").iterdir())
    # A runner may die after the work: the same step, run again, publishes the same.
    assert await ran.run(step(arguments)) == found


@pytest.mark.parametrize(
    ("program", "bounds", "error", "words"),
    [
        pytest.param(FLOOD, {}, "Command.OutputTooLarge", "more than 262144 bytes", id="flood"),
        pytest.param(HUNGRY, {"memory_bytes": 64 * MIB}, "Command.OutOfMemory", "memory", id="memory"),
        pytest.param(MANY, {"processes": 10}, "Command.TooManyProcesses", "processes", id="forks"),
        pytest.param("raise SystemExit(75)", {}, "Command.Retryable", "code 75", id="try again"),
        pytest.param("raise SystemExit(1)", {}, "Command.Failed", "code 1", id="failed"),
        pytest.param(OWN, {}, "Image.Dark", "no star is seen", id="own name"),
        pytest.param("print('{')", {}, "Command.BadOutput", "no JSON", id="no JSON"),
        pytest.param("print('1e999')", {}, "Command.BadOutput", "infinite", id="no number"),
        pytest.param(r"""print('"\\ud800"')""", {}, "Command.BadOutput", "surrogate", id="no text"),
        pytest.param("import os; os.kill(os.getpid(), 11)", {}, "Command.Failed", "SIGSEGV", id="signal"),
        pytest.param(
            "open('big', 'wb').write(b'x' * 100_000)", {"file_bytes": 1000}, "Command.Failed", "1", id="disk"
        ),
    ],
)
async def test_a_command_that_does_harm_is_ended_and_named(tmp_path, program, bounds, error, words):
    """The error has a name for Retry and Catch, and a line for a person."""
    with pytest.raises(StepError, match=words) as caught:
        await task(tmp_path, program, **bounds).run(step())
    assert caught.value.error == error


async def test_a_command_that_ignores_sigterm_is_ended_after_its_time(tmp_path):
    """SIGTERM, the grace, SIGKILL: and the time-out has the language's name."""
    note = tmp_path / "pid"
    for seconds in (1, 10, 100):  # A slow machine takes a while to begin with the command.
        with pytest.raises(StepError, match=f"longer than {seconds} s") as caught:
            await task(tmp_path, DEAF, str(note)).run(step(timeout=seconds))
        assert caught.value.error == "States.Timeout"
        if note.exists():
            break
    assert is_gone(int(note.read_text()))


async def test_a_daemon_that_a_command_leaves_is_ended(tmp_path):
    """Two forks and a session of its own do not save it."""
    note = tmp_path / "pid"
    found = await task(tmp_path, FORK_AWAY, str(note)).run(step())
    assert found["result"] == {"left": "a daemon"}
    assert is_gone(int(note.read_text()))


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/etc/passwd", "out"),
        ("../../outside", "out"),
        ("out", "out"),
        ("/etc", "out/passwd"),
        (".", "out/out"),
    ],
)
async def test_a_link_is_not_published(tmp_path, target, name):
    """What a command makes may point anywhere, to itself, too; files below no link alone are taken."""
    (tmp_path / "outside").write_text("secret")
    program = f"import os; os.symlink({target!r}, 'out')"
    with pytest.raises(StepError) as caught:
        await task(tmp_path, program).run(step({"publish": {name: "a.txt"}}))
    assert caught.value.error == "Command.BadFile"


@pytest.mark.parametrize(
    "arguments", [{"files": ["../x"]}, {"files": [{"path": "a", "as": "/x"}]}, {"publish": {"../x": "a"}}]
)
async def test_no_path_leaves_its_place(tmp_path, arguments):
    """Names of files are judged before anything is opened."""
    with pytest.raises(StepError) as caught:
        await task(tmp_path, "pass").run(step(arguments))
    assert caught.value.error in ("Task.BadArguments", "Collection.Missing")


@pytest.mark.parametrize("second", ["in", "in/b"])
async def test_two_files_of_one_name_are_the_definitions_fault(tmp_path, second):
    """Whoever wrote it must act, and is told no path of the runner's machine."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a").write_text("a")
    files = [{"path": "a", "as": "in"}, {"path": "a", "as": second}]
    with pytest.raises(StepError) as caught:
        await task(tmp_path, "pass").run(step({"files": files}))
    assert caught.value.error == "Task.BadArguments"
    assert str(tmp_path) not in str(caught.value)


async def test_a_secret_is_told_to_the_command_and_to_nobody_else(tmp_path):
    """It is in the environment, and masked in the log and in the cause."""
    secret, lines = tmp_path / "secret", []
    secret.write_text("t0p-s3cret\n")
    program = "import os, sys; print(os.environ['TOKEN'], file=sys.stderr); raise SystemExit(1)"
    with pytest.raises(StepError) as caught:
        await task(tmp_path, program, secrets={"TOKEN": secret}).run(step(lines=lines))
    assert lines == ["***"]
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "secret", ["t0p-s3cret\n", "-----BEGIN KEY-----\nMIIEvQIBADAN\n}\n-----END KEY-----\n"]
)
@pytest.mark.parametrize("code", [0, 3])
async def test_a_secret_is_masked_in_what_is_recorded(tmp_path, secret, code):
    """Outputs and errors of its own making are kept for a month; a key of many lines is masked by line."""
    file, lines = tmp_path / "secret", []
    file.write_text(secret)
    program = (
        "import json, os, sys; told = os.environ['TOKEN']; print(told, file=sys.stderr)\n"
        "print(json.dumps({'error': 'Own.' + told, 'cause': 'with ' + told, told: [told, {'a': told}]}))\n"
        f"raise SystemExit({code})"
    )
    ran = task(tmp_path, program, secrets={"TOKEN": file})
    if code:
        with pytest.raises(StepError) as caught:
            await ran.run(step(lines=lines))
        said = f"{caught.value.error} {caught.value}"
    else:
        said = str((await ran.run(step(lines=lines)))["result"])
    said += str(lines)
    assert "***" in said
    assert not [line for line in secret.splitlines() if len(line) > 1 and line in said]


async def test_another_file_is_not_replaced_unless_asked(tmp_path):
    """Without `replace` the step fails; with it the collection has the new bytes."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "a.txt").write_text("old")
    ran = task(tmp_path, "open('o', 'w').write('new')")
    with pytest.raises(StepError) as caught:
        await ran.run(step({"publish": {"o": "a.txt"}}))
    assert caught.value.error == "Collection.Exists"
    await ran.run(step({"publish": {"o": "a.txt"}, "replace": True}))
    assert (tmp_path / "root" / "a.txt").read_text() == "new"


def test_a_command_dies_with_its_runner(tmp_path):
    """A runner that is killed leaves no process behind."""
    note = tmp_path / "pid"
    (tmp_path / "deaf.py").write_text(DEAF)
    program = f"""
import asyncio, sys
sys.path.insert(0, {str(Path(__file__).parents[4])!r})
from services.runner.command.process import CommandProcess
from services.runner.program.kinds import Command
from pathlib import Path
command = Command(argv=(sys.executable, {str(tmp_path / "deaf.py")!r}, {str(note)!r}), grace_seconds=0.1)
process = CommandProcess(command, directory=Path({str(tmp_path)!r}), environment={{}}, seconds=99, line=print)
asyncio.run(process.run(b""))
"""
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", program])
    while not note.exists() or not note.read_text():
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    try:
        command = os.pidfd_open(int(note.read_text()))
    except ProcessLookupError:
        return
    assert select.select([command], [], [], 60)[0], "the command goes on"


class TestCommands(ProgramConformance):
    """What holds for every kind of program."""

    def task(self, place, program, fields):
        """Return the task of a command."""
        said = {"argv": (sys.executable, "-c", program), "grace_seconds": 0.2, **fields}
        files = Files(partial(open_posix, str(place / "root")))
        return command_task("x", Command.model_validate(said), files, place / "work")
