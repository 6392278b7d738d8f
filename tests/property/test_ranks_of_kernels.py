"""Kernels of any spans, qualities and versions: each time has one answer, alone and in any list.

What is furnished is what CSPICE answers from; all kernels of a collection, furnished in the order of their
ranks, are the oracle.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import spiceypy
from spiceypy.utils.exceptions import SpiceyError

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.view import KernelView
from tests.kernels.made import BUS, DAY, SPACECRAFT, dsk, made
from tests.unit.services.spice.rack import Rack, open_rack

DAYS = 10
CENTERS = (399, 499)
"""That the spacecraft is relative to, each in some kernels."""

PHOBOS = 401
TICKS = 65_536.0
"""Of the test's clock, a second."""

TEXTS = {
    "lsk/naif9.tls": made("naif9.tls"),
    "sclk/craft_9.tsc": made("craft_9.tsc"),
    "fk/craft_v1.tf": made("craft_v1.tf"),
    "pck/phobos_v1.tpc": b"KPL/PCK\n\\begindata\nBODY401_POLE_RA = ( 0 0 0 )\nBODY401_POLE_DEC = ( 90 0 0 )\n"
    b"BODY401_PM = ( 0 0 0 )\nBODY401_RADII = ( 10 10 10 )\n",
}
NAMES = ("craft_rec_v{}", "craft_v{}", "craft_predict_v{}", "other_v{}", "dated_{}")
"""Lines of versions, of three qualities."""


class Draw:
    """Makes kernels by one seed, each with values of its own."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._source = random.Random(seed)
        self._folder = folder
        self._number = 0

    def span(self) -> tuple[float, float]:
        """Return days from 0 to DAYS; whole ones, so that kernels touch and begin together."""
        start = self._source.randrange(DAYS - 1)
        return start * DAY, min(start + self._source.randint(1, 6), DAYS) * DAY

    def files(self) -> dict[str, bytes]:
        """Return a collection."""
        found = dict(TEXTS)
        kinds = (("spk", "bsp", self._spk), ("ck", "bc", self._ck), ("dsk", "bds", self._dsk))
        for folder, ending, write in kinds:
            for name in self._names():
                path = self._folder / f"{name}.{ending}"
                self._number += 1
                write(str(path))
                found[f"{folder}/{path.name}"] = path.read_bytes()
        return found

    def times(self, count: int) -> list[float]:
        """Return times, of which some are the ends of kernels."""
        within = [self._source.uniform(0.0, DAYS * DAY) for _ in range(count)]
        return sorted({*within, *(self._source.randrange(DAYS) * DAY for _ in range(count // 3))})

    def _names(self) -> list[str]:
        return sorted({self._source.choice(NAMES).format(self._source.randint(1, 3)) for _ in range(6)})

    def _spk(self, path: str) -> None:
        handle = spiceypy.spkopn(path, "drawn", 0)
        epochs = np.linspace(*self.span(), 8)
        states = np.zeros((8, 6)) + self._number + epochs[:, None] / DAY
        head = (SPACECRAFT, self._source.choice(CENTERS), "J2000", epochs[0], epochs[-1])
        spiceypy.spkw09(handle, *head, "S", 3, 8, states, epochs)
        if self._source.random() < 0.5:
            epochs = np.linspace(*self.span(), 8)
            spiceypy.spkw09(handle, 499, 399, "J2000", epochs[0], epochs[-1], "M", 3, 8, states * 100, epochs)
        spiceypy.spkcls(handle)

    def _ck(self, path: str) -> None:
        handle = spiceypy.ckopn(path, "drawn", 0)
        start, stop = (ticks_at(time) for time in self.span())
        ticks = np.array([start, stop])
        angle = 0.01 * self._number
        quaternions = np.array([[np.cos(angle), np.sin(angle), 0.0, 0.0]] * 2)
        turns = self._source.random() < 0.6
        rates = np.full((2, 3), 1e-6 * self._number)
        head = (handle, start, stop, BUS, "J2000", turns, "C", 2, ticks, quaternions, rates)
        spiceypy.ckw03(*head, 1, [start])
        spiceypy.ckcls(handle)

    def _dsk(self, path: str) -> None:
        start, stop = self.span()
        dsk(path, days=(start / DAY, stop / DAY), size=5.0 + self._number / 10)


def ticks_at(time: float) -> float:
    """Return the reading of the clock whose last records are (65536000, -42135.7) and 0.99999 s each."""
    return 65_536_000.0 + (time + 42_135.7) / 0.99999 * TICKS


@contextmanager
def furnished(folder: Path, paths: Iterable[str]) -> Iterator[None]:
    """Furnish kernels below a folder for the block."""
    spiceypy.kclear()
    try:
        for path in paths:
            spiceypy.furnsh(str(folder / path))
        yield
    finally:
        spiceypy.kclear()


def of_body(time: float) -> object:
    """Return where the spacecraft is from Mars."""
    return tuple(spiceypy.spkgeo(SPACECRAFT, time, "J2000", 499)[0])


def of_frame(time: float) -> object:
    """Return how the spacecraft points."""
    return tuple(map(tuple, spiceypy.pxform("J2000", "TESTCRAFT", time)))


def of_turning_frame(time: float) -> object:
    """Return how the spacecraft points and turns: CSPICE passes over pointings without angular velocities."""
    return tuple(map(tuple, spiceypy.sxform("J2000", "TESTCRAFT", time)))


def of_shape(time: float) -> object:
    """Return a point of the surface."""
    return tuple(spiceypy.latsrf("DSK/UNPRIORITIZED", "PHOBOS", time, "IAU_PHOBOS", [[0.3, 0.2]])[0])


TURNING = ({"frames": ["TESTCRAFT"], "turning": True}, of_turning_frame)
BODIES = ({"bodies": [SPACECRAFT, 499]}, of_body)
OVER_TIME = (
    BODIES,
    ({"frames": ["TESTCRAFT"]}, of_frame),
    TURNING,
)
SHAPES = ({"shapes": [PHOBOS]}, of_shape)
"""Of which not all kernels count: CSPICE mixes those that are loaded, whatever their order."""


def answer(calculate: Callable[[float], object], time: float) -> object:
    """Return what CSPICE answers; None where it has nothing."""
    try:
        return calculate(time)
    except SpiceyError:
        return None


def by_rank(view: KernelView) -> list[str]:
    """Return all kernels of the collection in the order of their ranks."""
    found = Candidates(view, lambda _: True).of(one.content for one in view.kernels()).values()
    return [one.path for one in sorted(found, key=lambda one: one.order)]


Asked = tuple[Mapping[str, Any], Callable[[float], object]]
"""The question of a kernel set, and what is computed from it."""


async def answers(rack: Rack, folder: Path, asked: Asked, times: Sequence[float]) -> list[object]:
    """Return the answers of the set that times have together."""
    question, calculate = asked
    windows = [[repr(time), repr(time)] for time in times]
    found = await rack.client.post("/api/v1/spice/kernel-sets", json={**question, "times": windows})
    assert found.status_code == 200, found.text
    with furnished(folder, [one["path"] for one in found.json()["members"]]):
        return [answer(calculate, time) for time in times]


EACH = (0, 15)
"""In the second of them a state would be of another pointing than that of the whole collection, alone and in
lists, if those without angular velocities counted."""

MORE = (pytest.param(seed, marks=pytest.mark.slow) for seed in range(60) if seed not in EACH)


@pytest.mark.parametrize("seed", [*EACH, *MORE])
async def test_each_time_has_one_answer_alone_and_in_any_list(seed: int, tmp_path: Path) -> None:
    """And it is the one of all kernels, furnished by rank.

    Where these lead nowhere a time alone may be answered by a kernel that has both bodies. In a list, which
    may need others that hide it, it is refused then, and has no other value.
    """
    with TemporaryDirectory() as made_in:
        draw = Draw(seed, Path(made_in))
        files, times = draw.files(), draw.times(9)
    for path, data in files.items():
        (tmp_path / "files" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "files" / path).write_bytes(data)
    async with open_rack(tmp_path) as rack:
        await rack.commit(files)
        every = await rack.context.ask(by_rank)
        folder = tmp_path / "files"
        for asked in (*OVER_TIME, SHAPES):
            alone = [(await answers(rack, folder, asked, [time]))[0] for time in times]
            with furnished(folder, every):
                ranked = alone if asked is SHAPES else [answer(asked[1], time) for time in times]
            nowhere = {time for time, one in zip(times, ranked, strict=True) if one is None}
            for some in (times, times[::2], times[1:4]):
                listed = await answers(rack, folder, asked, some)
                for time, one in zip(some, listed, strict=True):
                    expected = alone[times.index(time)]
                    assert one == expected or (one is None and time in nowhere), time
            # Of six pointings none may have angular velocities.
            assert asked is TURNING or any(one is not None for one in alone)
            for time, one, other in zip(times, alone, ranked, strict=True):
                assert one == other or (time in nowhere and asked is BODIES), time
