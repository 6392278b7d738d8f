"""Frames by their codes, as CSPICE numbers them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kernels.made import BUS, made
from tests.unit.services.spice.geometry.calculate.asked import ask, columns, failure, furnished

KERNELS = ("naif9.tls", "craft_9.tsc", "craft_v1.tf", "craft_v1.bc", "craft_v1.bsp")
AT = {"at": -42983.0}
STATES = {"target": "-999", "observer": "399", "times": {"at": 1000.0}}


@pytest.fixture(autouse=True)
def kernels(tmp_path: Path) -> Iterator[None]:
    """Have a spacecraft with a frame of its own in this process."""
    for name in KERNELS:
        (tmp_path / name).write_bytes(made(name))
    with furnished(tmp_path / name for name in KERNELS):
        yield


@pytest.mark.parametrize(("code", "name"), [(BUS, "TESTCRAFT"), (str(BUS), "TESTCRAFT"), (17, "ECLIPJ2000")])
def test_a_frame_is_the_same_by_its_code(code: int | str, name: str) -> None:
    """Of a kernel, or of CSPICE itself; the answer tells the name that was understood."""
    by_code = ask("orientation", from_frame=1, to_frame=code, times=AT)
    by_name = ask("orientation", from_frame="J2000", to_frame=name, times=AT)

    assert columns(by_code, "q0", "q3").tolist() == columns(by_name, "q0", "q3").tolist()
    assert (by_code.frame, by_code.understood) == (name, by_name.understood)


@pytest.mark.parametrize("code", [99999999, "-4000000000"])
def test_a_code_that_no_frame_has_is_refused(code: int | str) -> None:
    """As a name that none has, with the field."""
    found = failure("states", **STATES, frame=code)
    assert (found.reason, found.field, found.spice) == ("unknown-frame", "frame", "SPICE(UNKNOWNFRAME)")


def test_codes_are_taken_within_directions() -> None:
    """Whatever they are part of."""
    asked: dict[str, Any] = {
        name: {"kind": "vector", "frame": frame, "vector": [1, 0, 0]}
        for name, frame in (("direction1", BUS), ("direction2", 17))
    }
    found = ask("direction-separation", **asked, times=AT)
    assert set(found.understood) == {"TESTCRAFT", "ECLIPJ2000"}
