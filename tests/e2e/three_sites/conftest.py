"""The three sites that most end-to-end tests share: an `up` takes seconds to start, a sync does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Rack, random_bytes, write
from tests.e2e.kernels.kernels import lay_kernels


@pytest.fixture(scope="package")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Sites a, b and c: all kernels at a, other files at b and c. Each test works below a name of its own."""
    three = three_sites(tmp_path_factory.mktemp("three"), processes=False)
    lay_kernels(three["a"] / "kernels")
    for number in range(40):
        write(three["b"] / "reports" / f"{number:03}.txt", f"report {number}\n" * (number + 1))
        write(three["c"] / "raw" / f"{number:03}.dat", random_bytes(number, 3000 * number))
    # The same directory at two sites, with one file of the same content at both.
    for site in "bc":
        write(three[site] / "shared" / f"only-{site}", site)
        write(three[site] / "shared" / "same", "the same at both")
    yield from run(three)


@pytest.fixture(scope="package")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Such sites with a process for each service, of which one can be paused, and little in them."""
    three = three_sites(tmp_path_factory.mktemp("apart"), processes=True)
    # A site whose last file goes would be held: a person has to say that this is meant.
    write(three["a"] / "stays", "here")
    yield from run(three)


def three_sites(directory: Path, *, processes: bool) -> Rack:
    """Return a rack of three sites that does not run yet."""
    # Low, so that the large file of one test travels in ranges.
    settings = {"SPICERACK_RANGE_BYTES": str(8 * 1024**2)}
    return Rack(directory, "a", "b", "c", processes=processes, settings=settings)


def run(three: Rack) -> Iterator[Rack]:
    """Run a rack for some tests, and make sure that none of them left a traceback."""
    with three.running():
        yield three
    assert three.tracebacks() == []
