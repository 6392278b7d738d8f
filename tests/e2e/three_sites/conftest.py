"""The three sites that most end-to-end tests share: an `up` takes seconds to start, a sync does not."""

from collections.abc import Iterator

import pytest

from tests.e2e.harness import Rack, random_bytes, write
from tests.e2e.kernels import lay_kernels


@pytest.fixture(scope="package")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Sites a, b and c: all kernels at a, other files at b and c. Each test works below a name of its own."""
    three = Rack(
        tmp_path_factory.mktemp("three"),
        "a",
        "b",
        "c",
        processes=False,
        # Low, so that the large file of one test travels in ranges.
        settings={"SPICERACK_RANGE_BYTES": str(64 * 1024**2)},
    )
    lay_kernels(three["a"] / "kernels")
    for number in range(40):
        write(three["b"] / "reports" / f"{number:03}.txt", f"report {number}\n" * (number + 1))
        write(three["c"] / "raw" / f"{number:03}.dat", random_bytes(number, 3000 * number))
    # The same directory at two sites, with one file of the same content at both.
    for site in "bc":
        write(three[site] / "shared" / f"only-{site}", site)
        write(three[site] / "shared" / "same", "the same at both")
    with three.running():
        yield three
    assert three.tracebacks() == []
