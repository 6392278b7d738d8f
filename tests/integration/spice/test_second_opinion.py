"""States by another engine than CSPICE: anise, in a process of its own, over the same real SPKs."""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shared.spice.coverage.model import Subject
from shared.spice.describe.describe import describe
from shared.spice.kinds.kind import Family, Form
from shared.spice.reading import BytesReader
from tests.kernels import real
from tests.unit.services.spice.geometry.calculate.asked import ask, columns, furnished

pytestmark = pytest.mark.slow

ANISE = "anise==0.10.6"

KNOWN = (2, 3, 8, 9, 13)
"""Types of segments that it evaluates; it loads types 1 and 19, and has no state of them."""

J2000 = 1
TIMES = 5
"""Of each segment."""

SEGMENTS = 20
"""Of one kernel."""

KM = 1e-4
"""Its epochs are whole nanoseconds: a spacecraft at a planet moves 5e-6 km meanwhile."""

PROGRAM = """
import json, sys
from anise import Almanac
from anise.astro import Frame
from anise.time import Epoch

for line in sys.stdin:
    asked = json.loads(line)
    told = []
    try:
        almanac = Almanac(asked["path"])
        for target, center, time in asked["states"]:
            state = almanac.translate(
                Frame(target, 1), Frame(center, 1), Epoch.from_et_seconds(time), None
            )
            told.append([state.x_km, state.y_km, state.z_km])
    except Exception as error:
        told = str(error)
    print(json.dumps(told), flush=True)
"""


def questions(path: Path, chance: random.Random) -> list[tuple[int, int, float]]:
    """Return targets, centers and times in the midst of what a kernel covers."""
    told = describe(BytesReader(path.read_bytes()), path.name)
    if (told.glance.kind.family, told.glance.kind.form, told.broken) != (Family.SPK, Form.DAF, False):
        return []
    fitting = [
        one
        for one in told.segments
        if one.subject is Subject.BODY
        and one.data_type in KNOWN
        and one.frame == J2000
        and one.stop - one.start > 1
    ]
    chosen = chance.sample(fitting, min(SEGMENTS, len(fitting)))
    return [
        (one.code, one.relative_to, chance.uniform(one.start + 0.1, one.stop - 0.1))
        for one in chosen
        for _ in range(TIMES)
    ]


def ours(path: Path, those: list[tuple[int, int, float]]) -> np.ndarray:
    """Return the positions that the service tells, in km."""
    with furnished([real.needed() / "kernels/isis/naif0012.tls", path]):
        told = [
            columns(
                ask("states", target=str(target), observer=str(center), frame="J2000", times={"at": [time]}),
                *("x", "y", "z"),
            )[0]
            for target, center, time in those
        ]
    return np.array(told)


def test_anise_agrees_on_states_of_the_types_that_it_knows(tmp_path: Path) -> None:
    """Positions of all real SPKs that it loads, at random times of random segments."""
    libraries = tmp_path / "libraries"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(libraries)]
    subprocess.run([*pip, ANISE], check=True)
    chance, furthest, kernels, states, refused = random.Random(7), 0.0, 0, 0, {}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONPATH": str(libraries)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for path in real.kernels():
            if path.suffix.lower() != ".bsp" or not (those := questions(path, chance)):
                continue
            process.stdin.write(json.dumps({"path": str(path), "states": those}) + "\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            if isinstance(told, str):
                refused[path.name] = told
                continue
            furthest = max(furthest, float(np.abs(ours(path, those) - np.array(told)).max()))
            kernels, states = kernels + 1, states + len(those)
        process.stdin.close()
    print(f"{states} positions of {kernels} kernels; at most {furthest:.1e} km apart; refused: {refused}")
    assert kernels >= 10
    assert furthest < KM
