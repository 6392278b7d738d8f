"""The times of pointings, by each data type of CKs."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import spiceypy

from tests.kernels.made import made
from tests.unit.services.spice.geometry.calculate.asked import ask, column, failure, furnished

OTHER = (
    "KPL/FK\n\\begindata\nFRAME_OTHER = -999001\nFRAME_-999001_NAME = 'OTHER'\nFRAME_-999001_CLASS = 3\n"
    "FRAME_-999001_CLASS_ID = -999001\nFRAME_-999001_CENTER = -999\nCK_-999001_SCLK = -999\n"
    "CK_-999001_SPK = -999\n\\begintext\n"
)
TEXTS = ("naif9.tls", "craft_9.tsc", "craft_v1.tf")

STARTS = np.arange(230) * 1000.0 + 1e6 + 5e8
STOPS = STARTS + np.where(np.arange(230) % 10, 1000.0, 300.0)
STOPS[-1] = STARTS[-1] + 5.0

EXPECTED: dict[tuple[str, str], npt.NDArray[np.float64]] = {
    ("craft12_v1.bc", "TESTCRAFT"): np.arange(230) * 1000.0 + 1e6,
    ("craft12_v1.bc", "OTHER"): np.unique([*STARTS, *STOPS]),
    ("craft5_v1.bc", "TESTCRAFT"): np.concatenate(
        [np.arange(150) * 65536.0 + 1e7, np.arange(30) * 65536.0 + 9e7]
    ),
    ("craft6_v1.bc", "TESTCRAFT"): np.concatenate(
        [np.arange(150) * 10.0 + 1e7, np.arange(40) * 10.0 + 2e7, np.arange(21) * 10.0 + 3e7]
    ),
}
"""Ticks that the kernels were made with; of the last mini-segment those before its interval ends."""


def laid(folder: Path, ck: str) -> list[Path]:
    """Lay a CK and what its times need."""
    contents = {name: made(name) for name in (*TEXTS, ck)} | {"other.tf": OTHER.encode()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


WINDOW = {"spans": [[-1e6, 1e6]]}


@pytest.mark.parametrize(("ck", "frame"), EXPECTED)
def test_all_times_that_a_ck_holds_are_told(tmp_path: Path, ck: str, frame: str) -> None:
    """Of types 1, 5 and 6 those of its pointings, of type 2 the ends of each."""
    with furnished(laid(tmp_path, ck)):
        told = column(ask("pointing-times", frame=frame, window=WINDOW), "et")
        expected = [spiceypy.sct2e(-999, tick) for tick in EXPECTED[ck, frame]]
    assert list(told) == pytest.approx(expected, abs=1e-9)


def test_a_ck_of_polynomials_has_no_times_of_its_own(tmp_path: Path) -> None:
    """Type 4: that is said."""
    with furnished(laid(tmp_path, "craft4_v1.bc")):
        assert "data type 4" in failure("pointing-times", frame="TESTCRAFT", window=WINDOW).detail
