"""The image of satellites as compose runs it: its kernel, its memory, and what it may do."""

import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from docker.models.containers import Container

from tests.docker.composition import Composition
from tests.integration.satellites.satellites_process import folder_source, sky

pytestmark = pytest.mark.slow

UNLIMITED = resource.RLIM_INFINITY
MEMLOCK = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
"""What the engine can give: on a host that does not let root raise limits, what this process has."""

KERNEL = "from services.satellites.propagate.kernel.choose import best_kernel; print(best_kernel().name)"
STATUS = "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8080/status').read().decode())"


@pytest.fixture
def satellites(tmp_path: Path) -> Iterator[Container]:
    """The container alone, with a made-up catalogue."""
    command = os.environ.get("COMPOSE")
    if not command:
        pytest.skip("containers are tested by `make e2e-docker` alone")
    (tmp_path / "a.json").write_text(json.dumps(sky(300)))
    (tmp_path / "try.toml").write_text(folder_source("/etc/spicerack/satellites"))
    for path in (tmp_path.parent.parent, tmp_path.parent, tmp_path):
        path.chmod(0o755)
    composition = Composition("spicerack-satellites-e2e", command)
    composition.down()
    try:
        composition.with_profile(
            "satellites", "satellites", SATELLITES_SETTINGS=str(tmp_path), SATELLITES_MEMLOCK=str(MEMLOCK)
        )
        yield composition.container("satellites")
    finally:
        composition.compose("--profile", "satellites", "down", "--volumes", "--timeout", "20")


def test_satellites_run_with_the_compiled_kernel_in_locked_memory(satellites: Container) -> None:
    """The catalogue is fresh, its kernel the compiled one, and its memory locked where it can be."""
    assert satellites.exec_run(["python3", "-c", KERNEL]).output.decode().strip() == "native"
    status = json.loads(satellites.exec_run(["python3", "-c", STATUS]).output)
    assert (status["fresh"], status["element_sets"]) == (True, 300)
    assert (status["memory_locked"], status["undumpable"]) == (MEMLOCK == UNLIMITED, True)
    assert satellites.exec_run(["touch", "/tmp/x"]).exit_code != 0
