"""Requests that nobody would think of, made from the document of the SPICE service's API."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.unit.services.spice.faces.laid_rack import laid_rack, made_files
from tests.unit.services.spice.geometry.api.doors import listening

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi-spice.json"

CASES = int(os.environ.get("SPICERACK_ODD_CASES", "5"))
"""Fuzzed requests of each operation, beside those that cover each bound of each parameter."""

PATIENCE = 60
"""Seconds for one answer: the machine may be busy."""

CHECKS = "positive_data_acceptance,negative_data_rejection"
"""Checks that take a schema for all that is checked: names, times and kernels are looked up, too."""

CALCULATING = "/geometry|^/(webgeocalc|spiceql)/"
"""Routes that have CSPICE calculate: each question has a process of its own set, and takes seconds."""

PROCESSES = 12
"""Of CSPICE, so that few questions wait for one to start."""

pytestmark = pytest.mark.slow


def document_without_waiting(folder: Path) -> Path:
    """Return the document without waiting for a revision: one that never comes is answered 503, rightly."""
    text = json.loads(DOCUMENT.read_text())
    for operations in text["paths"].values():
        for operation in operations.values():
            kept = [one for one in operation.get("parameters", ()) if one["name"] != "wait_for"]
            operation["parameters"] = kept
    (folder / "document.json").write_text(json.dumps(text))
    return folder / "document.json"


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """Serve the API over some kernels; yield its address."""
    async with (
        laid_rack(folder, made_files(), cspice_processes=PROCESSES) as rack,
        listening(rack.application) as address,
    ):
        yield address


async def test_every_answer_is_one_that_the_document_tells(tmp_path: Path) -> None:
    """Schemathesis finds no status, type, body or method that is not documented, and no fault of ours."""
    async with served(tmp_path) as address:
        command = [
            *(
                sys.executable,
                "-m",
                "schemathesis.cli",
                "run",
                str(document_without_waiting(tmp_path)),
                "--url",
                address,
            ),
            *("--header", "SpiceRack-Request: 1", "--request-timeout", str(PATIENCE)),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", str(CASES)),
            *("--continue-on-failure", "--no-color", "--exclude-checks", CHECKS),
            *("--exclude-path-regex", CALCULATING),
        ]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
