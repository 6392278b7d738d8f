"""Steps in containers, on a real engine: what they are given, what they may take, and that they end."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from services.runner.container.launch import container_task
from services.runner.container.options import LABEL
from services.runner.container.sweep import remove_containers
from services.runner.files import Files
from services.runner.program.kinds import MIB, Container, Engine
from services.runner.program.place import Place
from services.runner.program.sweep import clear_abandoned
from services.runner.tasks.port import Step, StepError, Task
from shared.roots.posix.open_posix import open_posix
from shared.states.values import Json
from tests.unit.services.runner.program_conformance import ProgramConformance
from tests.unit.services.runner.steps import job

OWNER = "container-steps"

UPPER = """
import json, os, sys
given = json.load(sys.stdin)
open("out.txt", "w").write(open("in/a.bc").read().upper())
print("reading", file=sys.stderr)
print(json.dumps({"given": given, "home": os.environ["HOME"], "links": os.listdir("/sys/class/net")}))
"""
HUNGRY = "blocks = []\nwhile True: blocks.append(bytearray(b'x' * 4_000_000))"
FLOOD = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(600)
"""
OWN = """print('{"error": "Image.Dark", "cause": "no star is seen"}'); raise SystemExit(3)"""
AROUND = "open('/outside', 'w')"


@pytest.fixture
def image() -> str:
    """An image with Python in it."""
    if not os.environ.get("COMPOSE"):
        pytest.skip("containers are tested by `make e2e-docker` alone")
    return os.environ["BASE_IMAGE"]


def left() -> list[str]:
    """Return the containers of these tests that the engine has."""
    words = ["docker", "ps", "--all", "--quiet", f"--filter=label={LABEL}={OWNER}"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()


def wait_for_one(is_over: Callable[[], bool]) -> None:
    """Wait until there is a container, or nothing that could make one."""
    while not left() and not is_over():
        time.sleep(0.1)


async def run(
    directory: Path,
    image: str,
    program: str,
    /,
    *,
    arguments: Json = None,
    lines: list[str] | None = None,
    **fields: object,
) -> Mapping[str, Json]:
    """Run a Python program as a step, over a collection in `root`."""
    (directory / "root").mkdir(exist_ok=True)
    said: dict[str, object] = {
        "image": image,
        "argv": ("python3", "-c", program),
        "pull": "never",
        "grace_seconds": 0.2,
        **fields,
    }
    task = container_task(
        "x",
        Container.model_validate(said),
        Files(partial(open_posix, str(directory / "root"))),
        engine=Engine(),
        place=Place(directory, OWNER),
    )
    asked = job("spicerack:container/x", arguments)
    kept = [] if lines is None else lines
    found = await task.run(Step(job=asked, write=lambda _, text: kept.append(text), announce=lambda _: None))
    assert isinstance(found, dict)
    return found


async def test_smoke_a_container_reads_json_and_writes_json_and_files(tmp_path: Path, image: str) -> None:
    """It is as a command is, and has no network but its own loopback."""
    (tmp_path / "root" / "ck").mkdir(parents=True)
    (tmp_path / "root" / "ck" / "a.bc").write_bytes(b"kernel")
    lines: list[str] = []
    arguments: Json = {
        "input": {"é": 1},
        "files": [{"path": "ck/a.bc", "as": "in/a.bc"}],
        "publish": {"out.txt": "derived/a.txt"},
    }
    found = await run(tmp_path, image, UPPER, arguments=arguments, lines=lines)
    assert found["result"] == {"given": {"é": 1}, "home": "/work", "links": ["lo"]}
    assert (tmp_path / "root" / "derived" / "a.txt").read_text() == "KERNEL"
    assert lines == ["reading"]
    assert left() == []


@pytest.mark.parametrize(
    ("program", "fields", "failure"),
    [
        pytest.param(HUNGRY, {"memory_bytes": 32 * MIB}, ("Command.OutOfMemory", "33554432"), id="memory"),
        pytest.param(FLOOD, {}, ("Command.OutputTooLarge", "more than 262144 bytes"), id="flood"),
        pytest.param(DEAF, {"timeout_seconds": 2}, ("States.Timeout", "longer than 2 s"), id="deaf"),
        pytest.param("raise SystemExit(75)", {}, ("Command.Retryable", "code 75"), id="try again"),
        pytest.param(OWN, {}, ("Image.Dark", "no star is seen"), id="own name"),
        pytest.param(AROUND, {}, ("Command.Failed", "Read-only file system"), id="outside"),
        pytest.param("", {"image": "nobody/has:this"}, ("Container.EngineFailed", "nobody/has"), id="image"),
        pytest.param("", {"argv": ("/no/such",)}, ("Command.Failed", "/no/such"), id="program"),
    ],
)
async def test_a_container_that_does_harm_is_ended_named_and_removed(
    tmp_path: Path, image: str, program: str, fields: dict[str, object], failure: tuple[str, str]
) -> None:
    """Nothing of it is left, and the error says who must act."""
    error, words = failure
    with pytest.raises(StepError, match=words) as caught:
        await run(tmp_path, image, program, **fields)
    assert caught.value.error == error
    assert left() == []


async def test_a_cancelled_step_takes_its_container_along(tmp_path: Path, image: str) -> None:
    """Whether it listens or not."""
    running = asyncio.create_task(run(tmp_path, image, DEAF))
    await asyncio.to_thread(wait_for_one, running.done)
    assert not running.done()
    running.cancel()
    await asyncio.wait([running])
    assert left() == []


async def test_a_secret_reaches_the_program_and_no_list_of_arguments(tmp_path: Path, image: str) -> None:
    """The engine's account of the container has it, as its operator may see it; the log is masked."""
    (tmp_path / "token").write_text("t0p-s3cret\n")
    lines: list[str] = []
    program = "import os, sys; print(os.environ['TOKEN'], file=sys.stderr); print(len(os.environ['TOKEN']))"
    found = await run(tmp_path, image, program, secrets={"TOKEN": str(tmp_path / "token")}, lines=lines)
    assert (found["result"], lines) == (10, ["***"])


async def test_the_containers_of_a_dead_runner_are_removed_by_the_next(tmp_path: Path, image: str) -> None:
    """A runner that is killed cannot clean up; its lock tells that it is gone."""
    words = ["docker", "run", "--detach", f"--label={LABEL}={OWNER}", "--network=none", image, "sleep", "600"]
    await asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)
    Place(tmp_path, OWNER).path.mkdir(parents=True)
    place = Place(tmp_path, "next")
    with place.held():
        await clear_abandoned(place, [partial(remove_containers, Engine())])
    assert left() == []
    assert not Place(tmp_path, OWNER).path.exists()


def test_states_are_told_in_the_words_that_are_read(image: str) -> None:
    """The engine's own account of a container that was never started."""
    made = subprocess.run(
        ["docker", "create", f"--label={LABEL}={OWNER}", image], check=True, capture_output=True
    )
    name = made.stdout.decode().strip()
    try:
        told = subprocess.run(
            ["docker", "inspect", "--format={{json .State}}", name], check=True, capture_output=True
        )
        assert {"ExitCode", "OOMKilled", "Error", "StartedAt"} <= json.loads(told.stdout).keys()
    finally:
        subprocess.run(["docker", "rm", "--force", name], check=True, capture_output=True)


class TestContainers(ProgramConformance):
    """What holds for every kind of program."""

    @pytest.fixture(autouse=True)
    def _image(self, image: str) -> None:
        self.image = image

    def task(self, place: Path, program: str, fields: Mapping[str, object]) -> Task:
        """Return the task of a container."""
        said = {
            "image": self.image,
            "argv": ("python3", "-c", program),
            "pull": "never",
            "grace_seconds": 0.2,
        }
        return container_task(
            "x",
            Container.model_validate({**said, **fields}),
            Files(partial(open_posix, str(place / "root"))),
            engine=Engine(),
            place=Place(place, OWNER),
        )

    def nothing_is_left(self, place: Path) -> bool:
        """Tell whether the container is gone, and its directory."""
        return not left() and super().nothing_is_left(place)
