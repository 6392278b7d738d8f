"""Containers of steps: what the engine's client is told, and what its account of an end means."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.runner.command.process import Ended
from services.runner.container.launch import container_name, seen_by
from services.runner.container.options import create_options
from services.runner.container.run import how_it_ended
from services.runner.container.state import read_state
from services.runner.program.kinds import MIB, Container, Engine
from services.runner.program.place import Place
from services.runner.settings import RunnerFile
from services.runner.tasks.port import StepError
from shared.contracts.messages.step import StepJob

RAN = b'{"ExitCode": %d, "OOMKilled": %s, "Error": "", "StartedAt": "2026-11-30T10:11:02.183081918Z"}'
NEVER = b'{"ExitCode": 127, "OOMKilled": false, "Error": "no such file", "StartedAt": "0001-01-01T00:00:00Z"}'
ATTACHED = Ended(code=137, why="exit", stdout=b"{}", words="it ended with code 137")


def options(container: Container, directory: Path = Path("/state/work/one/e1-3.1")) -> list[str]:
    """Return what `create` is told."""
    return list(
        create_options(
            container, name="n", owner="one", directory=directory, user=(7, 8), environment={"A": "1"}
        )
    )


def test_a_container_has_no_rights_no_network_and_bounds_unless_the_operator_gives_them() -> None:
    """What the runner's file says comes last, so that it counts."""
    told = options(Container(image="lab/reduce:3", argv=("reduce", "-v"), memory_bytes=64 * MIB, processes=9))
    assert {
        "--network=none",
        "--read-only",
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        "--user=7:8",
        "--pids-limit=9",
        f"--memory={64 * MIB}",
        f"--memory-swap={64 * MIB}",
    } <= set(told)
    assert told[-3:] == ["lab/reduce:3", "reduce", "-v"]
    given = options(Container(image="i", network="lab", options=("--gpus=all",)))
    assert given.index("--network=lab") < given.index("--gpus=all") < given.index("i")


def test_a_secret_is_named_to_the_client_and_not_told(tmp_path: Path) -> None:
    """A list of processes shows arguments to everybody on the machine."""
    told = options(Container(image="i", secrets={"TOKEN": tmp_path / "token"}))
    assert "--env=TOKEN" in told
    assert "--env=A=1" in told


@pytest.mark.parametrize("odd", ["/a,b/c", '/a"b', "/a:b/c"])
def test_a_directory_with_an_odd_name_is_mounted_whole(odd: str) -> None:
    """The client reads a mount as a row of CSV."""
    mount = next(word for word in options(Container(image="i"), Path(odd)) if word.startswith("--mount="))
    source = f"source={odd}"
    quoted = '"' + source.replace('"', '""') + '"' if set(odd) & set(',"') else source
    assert mount == f"--mount=type=bind,{quoted},target=/work"


@pytest.mark.parametrize("name", ["PATH", "DOCKER_HOST", "HOME"])
def test_a_secret_may_not_lead_the_client_to_another_engine(name: str) -> None:
    """Its name is refused as the file is read, with the reason."""
    with pytest.raises(ValidationError, match="name it otherwise"):
        RunnerFile.model_validate({"containers": {"x": {"image": "i", "secrets": {name: "/s"}}}})


@pytest.mark.parametrize("field", [{"image": "--privileged"}, {"image": "i", "network": "-v"}, {"image": ""}])
def test_a_word_of_the_file_is_not_read_as_an_option(field: dict[str, str]) -> None:
    """An image that begins like an option would be one."""
    with pytest.raises(ValidationError, match="option"):
        Container.model_validate(field)


def test_the_end_of_a_container_is_what_the_engine_says() -> None:
    """The client ends with a code of its own where the engine was in trouble."""
    container = Container(image="i", memory_bytes=64 * MIB)
    assert how_it_ended(ATTACHED, read_state(RAN % (75, b"false")), container).code == 75
    killed = how_it_ended(ATTACHED, read_state(RAN % (137, b"true")), container)
    assert (killed.why, "67108864 bytes of memory" in killed.words) == ("memory", True)
    # One of its processes was ended for its memory, and the program went on without it.
    assert how_it_ended(ATTACHED, read_state(RAN % (0, b"true")), container).why == "exit"
    with pytest.raises(StepError, match="image i: no such file") as caught:
        how_it_ended(ATTACHED, read_state(NEVER), container)
    assert caught.value.error == "Container.NotStarted"
    silent = NEVER.replace(b"no such file", b"")
    with pytest.raises(StepError, match="image i: no rights"):
        how_it_ended(ATTACHED, read_state(silent), container, "no rights")
    with pytest.raises(StepError, match="does not tell"):
        read_state(b"Cannot connect")


def test_each_step_has_a_container_of_its_own_name() -> None:
    """Names of steps may hold what no engine takes as a name; two steps never share one."""
    first, second = (
        container_name("one", StepJob.model_construct(execution="rule:é/1", task=task))
        for task in ("3.1", "3.2")
    )
    assert first != second
    assert first.startswith("spicerack-one-")
    assert first.isascii()


def test_an_engine_that_sees_the_state_elsewhere_is_told_its_own_path() -> None:
    """A runner in a container asks the engine of its host."""
    place = Place(Path("/var/lib/spicerack"), "one")
    there = seen_by(Engine(state=Path("/srv/runner")), place)(place.path / "e1-3.1")
    assert there == Path("/srv/runner/work/one/e1-3.1")
    assert seen_by(Engine(), place)(place.path) == place.path


def test_what_a_dead_runner_left_is_found_and_what_a_living_one_has_is_kept(tmp_path: Path) -> None:
    """The kernel's lock ends with its process, so nobody has to guess."""
    alive, dead, own = (Place(tmp_path, name) for name in ("alive", "dead", "own"))
    dead.path.mkdir(parents=True)
    (dead.path / "left").write_bytes(b"x")
    with alive.held(), own.held():
        assert list(own.abandoned()) == [dead]
        assert alive.path.exists()
        assert not dead.path.exists()
    assert not own.path.exists()
