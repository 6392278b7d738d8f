"""SPICE service and archive as compose runs them, each with its profile: their images and powers."""

import os
from collections.abc import Iterator

import pytest

from tests.docker.composition import Composition

pytestmark = pytest.mark.slow

FIRST_PROCESS = 'import os; print(os.stat("/proc/1").st_uid, os.access("/", os.W_OK))'
DATABASE = "archive-database"


@pytest.fixture(scope="module")
def composition() -> Iterator[Composition]:
    """Both services of site alpha and what they depend on, under a project of their own."""
    command = os.environ.get("COMPOSE")
    if not command:
        pytest.skip("containers are tested by `make e2e-docker` alone")
    composition = Composition("spicerack-science-e2e", command)
    composition.down()
    try:
        composition.with_profile("spice", "spice-alpha", SPICE_PORT="0")
        composition.with_profile("archive", "archive-alpha", ARCHIVE_PORT="0")
        yield composition
    finally:
        composition.compose(
            "--profile", "spice", "--profile", "archive", "down", "--volumes", "--timeout", "20"
        )


@pytest.mark.parametrize("service", ["spice-alpha", "archive-alpha"])
def test_science_services_are_ready_and_confined(composition: Composition, service: str) -> None:
    """Each answers as a numeric user without powers that cannot write to its image or to the site's files."""
    container = composition.container(service)
    code, output = container.exec_run(["python3", "-c", FIRST_PROCESS])

    assert composition.get(service, 8080, "/readyz").json()["status"] == "ready"
    assert (code, output.decode().split()) == (0, ["10001", "False"])
    assert container.exec_run(["touch", "/opt/spicerack/x"]).exit_code != 0
    assert container.exec_run(["touch", "/data/files/x"]).exit_code != 0
    assert "Traceback" not in composition.logs(service)


def test_an_archive_answers_from_its_database(composition: Composition) -> None:
    """Its tables are in the server beside it, which keeps them when its container is replaced."""
    assert composition.get("archive-alpha", 8080, "/frames/").json()["count"] == 0
    composition.replace(DATABASE)
    composition.healthy("archive-alpha")
    assert composition.get("archive-alpha", 8080, "/frames/").json()["count"] == 0
    assert composition.container("archive-alpha").attrs["RestartCount"] == 0
