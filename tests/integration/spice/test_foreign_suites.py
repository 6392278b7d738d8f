"""Tests of others, unmodified: those of WebGeocalc's client, and those of SpiceQL's REST API against ours.

Neither is in a package index. `SPICERACK_WEBGEOCALC` and `SPICERACK_SPICEQL` name checkouts of
https://github.com/seignovert/python-webgeocalc (c4f3669) and https://github.com/DOI-USGS/SpiceQL (650e870).
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.kernels import made_mro, real
from tests.unit.services.spice.faces.laid_rack import PLANETS, laid_rack, real_files
from tests.unit.services.spice.geometry.api.doors import listening

pytestmark = pytest.mark.slow

CLOCK = "mro/sclk/mro_sclkscet_00101_65536.tsc"

KERNELS = {
    **PLANETS,
    CLOCK: "npb/kernels/sclk/MRO_SCLKSCET.00101.65536.tsc",
    "lro/sclk/lro_clkcor_2021363_v00.tsc": "../series/lro_clkcor/lro_clkcor_2021363_v00.tsc",
}
"""What there is of what the tests ask for."""

OTHER_SETS = "as SpiceQL loads them; ours is the least set of kernels, which has none of this kind: "
NOT_HERE = {
    "TestGetTargetStates.test_kernels_include_ck": OTHER_SETS + "states in a body's own frame need no CK",
    "TestGetTargetStatesRanged.test_kernels_include_ck": OTHER_SETS + "as above",
    "TestDoubleSclkToEt.test_kernels_include_fk": OTHER_SETS + "a clock is read without frames",
    "TestGetTargetOrientations.test_kernels_include_ck": OTHER_SETS
    + "both frames are fixed to the spacecraft",
    "TestGetTargetOrientationsRanged.test_kernels_include_ck": OTHER_SETS + "as above",
}
"""Tests that cannot pass, and why."""

SERVER = (
    "ConnectionError",
    "ProxyError",
    "Max retries exceeded",
    "HTTPSConnection",
    "Failed to establish a new connection",
)
"""Words of the outcome of a test that asks a server of WebGeocalc; pytest cuts long outcomes anywhere."""

PROCESSES = 24
"""More than there are kernel sets in the tests."""

LEAST_OF_WEBGEOCALC, LEAST_OF_SPICEQL = 100, 100
"""Tests that have to run: fewer, and the checkout is another one."""

NOWHERE = "http://127.0.0.1:9"
"""A proxy that is not there (port 9 discards): no test reaches the network."""


def checkout(name: str) -> Path:
    """Return the checkout that a variable names, or skip the test and say so."""
    if not (named := os.environ.get(name)):
        pytest.skip(f"{name} names no checkout: see the top of this file")
    return Path(named)


def made_files_of_mro() -> dict[str, bytes]:
    """Return frames, camera and pointing of MRO, which are made: there are none of that day."""
    sources = real.needed() / "kernels"
    needed = (sources / PLANETS["base/lsk/naif0012.tls"], sources / KERNELS[CLOCK])
    return {
        "mro/fk/mro_v16.tf": made_mro.frames(),
        "mro/ik/mro_ctx_v11.ti": made_mro.INSTRUMENT,
        "mro/ck/mro_sc_psp_211109_211115.bc": made_mro.pointing(*needed),
    }


def run(tests: Path, folder: Path, *options: str, **environment: str) -> dict[str, str]:
    """Run tests by a process of their own; return the outcome of each: passed, failed or skipped."""
    report = folder / "report.xml"
    command = [
        *(sys.executable, "-m", "pytest", str(tests)),
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
    ]
    command += [f"--rootdir={folder}", f"--junitxml={report}", *options]
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False)
    outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
        bad = [child for child in case if child.tag in ("failure", "error", "skipped")]
        outcomes[name] = "passed" if not bad else f"{bad[0].tag}: {bad[0].get('message', '')[:2000]}"
    return outcomes


def test_the_client_of_webgeocalc_passes_its_own_tests_beside_ours(tmp_path: Path) -> None:
    """The version that our face is tested with is a sound one: all its tests that need no server pass."""
    tests = shutil.copytree(checkout("SPICERACK_WEBGEOCALC") / "tests", tmp_path / "tests")
    libraries = tmp_path / "libraries"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(libraries)]
    subprocess.run([*pip, "webgeocalc==1.5.0", "requests-mock"], check=True)

    outcomes = run(tests, tmp_path, PYTHONPATH=str(libraries), HTTPS_PROXY=NOWHERE, HTTP_PROXY=NOWHERE)

    alone = {name: one for name, one in outcomes.items() if not any(word in one for word in SERVER)}
    print(f"{len(alone)} of {len(outcomes)} tests need no server", Counter(alone.values()))
    assert len(alone) >= LEAST_OF_WEBGEOCALC
    assert {name: one for name, one in alone.items() if one != "passed"} == {}


async def test_spiceql_s_tests_of_its_rest_api_pass_against_ours(tmp_path: Path) -> None:
    """All of them pass but those that name a kernel which the least set has no need of."""
    source = checkout("SPICERACK_SPICEQL") / "fastapi/app/test_api_remote.py"
    tests = Path(shutil.copy(source, tmp_path))
    kernels = tmp_path / "kernels"
    kernels.mkdir()
    files = {**real_files(KERNELS), **made_files_of_mro()}
    async with (
        laid_rack(kernels, files, cspice_processes=PROCESSES) as rack,
        listening(rack.application) as address,
    ):
        # Their client waits for 5 s, in which a busy machine starts no process: the first run warms them.
        for _ in range(2):
            outcomes = await asyncio.to_thread(run, tests, tmp_path, SPICEQL_REST_URL=f"{address}/spiceql")

    possible = {name: one for name, one in outcomes.items() if name not in NOT_HERE}
    print(f"{len(possible)} of {len(outcomes)} tests can pass", Counter(possible.values()))
    assert len(possible) >= LEAST_OF_SPICEQL
    assert {name: one for name, one in possible.items() if one != "passed"} == {}
