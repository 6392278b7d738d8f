"""The containers of docker-compose.yml, and people at their sites, for all tests of this directory.

`make e2e-docker` sets COMPOSE, once an engine answers and the images are built; without it nothing here runs.
"""

import os
from collections.abc import Iterator

import pytest

from tests.docker.composition import Composition, People


def pytest_configure() -> None:
    """Leave the cleaning up to the fixtures: the image of the reaper is not to be had everywhere."""
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")


@pytest.fixture(scope="session")
def composition() -> Iterator[Composition]:
    """All services, healthy."""
    command = os.environ.get("COMPOSE")
    if not command:
        pytest.skip("containers are tested by `make e2e-docker` alone")
    composition = Composition("spicerack-e2e", command)
    composition.down()  # what an interrupted run has left
    try:
        composition.up()
        yield composition
    except BaseException:
        print(composition.explain())
        raise
    finally:
        composition.down()


@pytest.fixture(scope="session")
def people(composition: Composition) -> Iterator[People]:
    """People with access to every site's files."""
    with People(composition).here() as people:
        yield people
