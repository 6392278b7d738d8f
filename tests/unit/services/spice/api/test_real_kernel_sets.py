"""Kernel sets over the real kernels: they answer what all of them answer, and not one could be left out.

Skipped, and said so, where the real kernels are not there.
"""

import random
from collections.abc import AsyncIterator, Iterable
from contextlib import contextmanager
from typing import Any

import pytest
import pytest_asyncio
import spiceypy
from spiceypy.utils.exceptions import SpiceyError

from services.spice.kernels.candidates import Candidates
from services.spice.kernels.view import KernelView
from shared.spice.kinds.kind import Family
from tests.kernels import real
from tests.unit.services.spice.rack import Rack, open_rack

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEED = 20261129


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rack]:
    """A service that knows all real kernels: to describe them takes seconds, to ask does not."""
    root = real.needed() / "kernels"
    async with open_rack(tmp_path_factory.mktemp("real")) as opened:
        files = {str(path.relative_to(root)): path.read_bytes() for path in real.kernels()}
        await opened.commit(files)
        yield opened


@contextmanager
def loaded(paths: Iterable[str]) -> Iterable[None]:  # type: ignore[misc]
    """Furnish real kernels for the block."""
    root = real.needed() / "kernels"
    spiceypy.kclear()
    try:
        for path in paths:
            spiceypy.furnsh(str(root / path))
        yield
    finally:
        spiceypy.kclear()


async def ask(rack: Rack, **question: object) -> Any:
    """Return the set of a question."""
    answer = await rack.client.post("/api/v1/spice/kernel-sets", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def state(body: int, at: float, center: int) -> list[float] | None:
    """Return a state; None where CSPICE has none."""
    try:
        return list(spiceypy.spkgeo(body, at, "J2000", center)[0])
    except SpiceyError:
        return None


def rotation(frame: str, at: float) -> list[list[float]] | None:
    """Return a rotation to J2000; None where CSPICE has none."""
    try:
        return [list(row) for row in spiceypy.pxform(frame, "J2000", at)]
    except SpiceyError:
        return None


@pytest.mark.parametrize("questions", [15, pytest.param(200, marks=pytest.mark.slow)])
async def test_random_bodies_at_random_times_need_each_kernel_of_their_sets(
    rack: Rack, questions: int
) -> None:
    """Of what is covered: a set has the state that all kernels have, and with one fewer none, or another."""
    source = random.Random(SEED)
    query = "SELECT DISTINCT code, relative_to, start, stop FROM coverage"
    query += " WHERE subject = 'body' AND start < stop"
    rows = [tuple(row) for row in rack.context.database.execute(query)]
    every = await rack.context.ask(by_rank)
    for _ in range(questions):
        body, center, start, stop = source.choice(rows)
        at = source.uniform(start, stop)
        found = await ask(rack, bodies=[body, center], times=[[repr(at), repr(at)]], leap_seconds=False)
        if not found["complete"]:
            lacking = [int(one["what"].split()[-1]) for one in found["missing"] if one["kind"] == "spk"]
            assert [one for one in lacking if not await _is_gap(rack, one, at)] == [], (body, at, found)
            continue
        paths = [one["path"] for one in found["members"]]
        with loaded([*(path for path in paths if path not in every), *every]):
            expected = state(body, at, center)
        with loaded(paths):
            own = state(body, at, center)
        # Where the highest kernel leads nowhere, one that has both bodies stands for it.
        assert own is not None and expected in (None, own), (body, center, at, paths)
        for left_out in paths:
            with loaded(path for path in paths if path != left_out):
                assert state(body, at, center) != own, (body, center, at, paths, left_out)


def by_rank(view: KernelView) -> list[str]:
    """Return the paths of all ephemerides that can be used, as they are loaded: the last has priority."""
    contents = [one.content for one in view.kernels() if (one.family, one.form) == (Family.SPK, "daf")]
    found = Candidates(view, lambda _: True).of(contents).values()
    return [one.path for one in sorted(found, key=lambda one: one.order)]


async def _is_gap(rack: Rack, body: int, at: float) -> bool:
    """Tell whether no kernel that can be used covers a body at a time."""
    found = await rack.get("/coverage", body=body, covers=f"{at!r}/{at!r}")
    return all(one["worst"] == "broken" for one in found["kernels"])


async def test_a_list_has_the_states_of_its_times_alone(rack: Rack) -> None:
    """To the bit: found by a stranger, the Moon of a list was of another ephemeris than that of one time."""
    source = random.Random(SEED)
    times = sorted(source.uniform(6.3e8, 7.0e8) for _ in range(10))
    for body, center in ((301, 399), (499, 10), (401, 499), (-168, 499), (-143, 499)):

        async def states(*asked: float, body: int = body, center: int = center) -> list[list[float] | None]:
            windows = [[repr(at), repr(at)] for at in asked]
            found = await ask(rack, bodies=[body, center], times=windows, leap_seconds=False)
            with loaded(one["path"] for one in found["members"]):
                return [state(body, at, center) for at in asked]

        alone = [(await states(at))[0] for at in times]
        assert await states(*times) == alone


@pytest.mark.parametrize("questions", [8, pytest.param(40, marks=pytest.mark.slow)])
async def test_sets_of_pointing_give_what_all_kernels_of_the_mission_give(rack: Rack, questions: int) -> None:
    """Random times of the CKs of TGO's spacecraft, and of its instruments: no kernel could be left out."""
    source = random.Random(SEED)
    spans = (await rack.get("/coverage", instrument=-143000, kernels=False))["spans"]
    for _ in range(questions):
        span = source.choice([one for one in spans if one["stop"] - one["start"] > 1.0])
        at = source.uniform(span["start"] + 1e-6, span["stop"] - 1e-6)
        found = await ask(rack, frames=["TGO_SPACECRAFT"], times=[[repr(at), repr(at)]], missions=["em16"])
        assert found["complete"], (at, found["missing"])
        paths = [one["path"] for one in found["members"]]
        with loaded(paths):
            assert rotation("TGO_SPACECRAFT", at) is not None, (at, paths)
        for left_out in paths:
            with loaded(path for path in paths if path != left_out):
                assert rotation("TGO_SPACECRAFT", at) is None, (at, paths, left_out)


@pytest.mark.parametrize(
    ("frame", "at"), [("GSE", 626365869.0), ("MME", 0.0), ("HEEQ", 0.0), ("TGO_MARS_NPO", 566038000.0)]
)
async def test_frames_that_are_built_from_directions_turn_by_their_sets(
    rack: Rack, frame: str, at: float
) -> None:
    """Found by a stranger: the sets held the frame kernel alone, and said that they were complete."""
    found = await ask(rack, frames=[frame], times=[[repr(at), repr(at)]])
    with loaded(one["path"] for one in found["members"]):
        assert (found["complete"], rotation(frame, at) is not None) == (True, True)


async def test_the_same_question_has_the_same_answer(rack: Rack) -> None:
    """Byte for byte, as often as it is asked."""
    question = {
        "bodies": ["MARS", "EARTH", "MOON", -143],
        "frames": ["IAU_MARS", "ITRF93", "TGO_CASSIS_FSA"],
        "constants": ["MARS"],
        "times": [["2018-12-08", "2018-12-09"], ["2010-01-01", "2010-01-02"]],
        "explain": True,
    }
    answers = [(await rack.client.post("/api/v1/spice/kernel-sets", json=question)).content for _ in range(3)]
    assert len(set(answers)) == 1
