"""Requests that nobody would think of, made from the document of the SPICE service's API."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.spice.geometry.calculate.names import BODY_FIELDS, FRAME_FIELDS
from tests.integration.odd_requests.odd import find_faults
from tests.unit.services.spice.faces.laid_rack import laid_rack, made_files
from tests.unit.services.spice.geometry.api.doors import listening

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi-spice.json"

CHECKS = "positive_data_acceptance,negative_data_rejection"
"""Checks that take a schema for all that is checked: names, times and kernels are looked up, too."""

QUESTIONS = "^/api/v1/spice/geometry(/jobs)?$"
"""Where any calculation is asked for. To cover each bound of each field of thirty of them takes a generator
of cases half an hour of a processor (it is what did not end before): these are drawn alone."""

CALCULATING = f"{QUESTIONS}|^/api/v1/spice/geometry/jobs/|^/(webgeocalc|spiceql)/"
"""Routes that have CSPICE calculate."""

PROCESSES = 12
"""Of CSPICE, so that few questions wait for one to start."""

SECONDS = 5.0
"""That a question may take: what is refused for that says so, as the document has it."""

NAMES = {
    **dict.fromkeys(BODY_FIELDS, ("-999", "EARTH", "MOON", "nobody")),
    **dict.fromkeys(FRAME_FIELDS, ("J2000", "TESTCRAFT", "nothing")),
}
"""By the fields that they are in."""

NEW, ONE = "/webgeocalc/api/calculation/new", "/webgeocalc/api/calculation/{job}"
"""Two routes of one path: `new` may be asked for as a calculation, of which there is none."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Part:
    """Some routes, and how many odd requests each of them has."""

    routes: tuple[str, str]
    phases: str
    cases: int


PARTS = {
    "catalogue": Part(("--exclude-path-regex", CALCULATING), "examples,coverage,fuzzing", 5),
    "questions": Part(("--include-path-regex", QUESTIONS), "fuzzing", 60),
    "others": Part(
        ("--include-path-regex", CALCULATING.replace(f"{QUESTIONS}|", "")), "examples,coverage,fuzzing", 5
    ),
}


def telling_document(folder: Path) -> Path:
    """Write the document as it is to be asked: nobody waits, and names are often those of something.

    Waiting for a revision that never comes is answered 503, rightly. A random name names nothing, so that no
    question would come as far as CSPICE.
    """
    text = json.loads(DOCUMENT.read_text())
    for operations in text["paths"].values():
        for operation in operations.values():
            kept = [one for one in operation.get("parameters", ()) if one["name"] != "wait_for"]
            operation["parameters"] = kept
    text["paths"][NEW]["get"] = {**text["paths"][ONE]["get"], "parameters": [], "operationId": "read_new"}
    for name, schema in _fields(text):
        if schema.get("type") == "string" and name in NAMES:
            schema["enum"] = NAMES[name]
    (folder / "document.json").write_text(json.dumps(text))
    return folder / "document.json"


def _fields(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the schema of each field and parameter."""
    for schema in document["components"]["schemas"].values():
        yield from schema.get("properties", {}).items()
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from ((one["name"], one["schema"]) for one in operation.get("parameters", ()))


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """Serve the API over some kernels; yield its address."""
    bounds = {"cspice_processes": PROCESSES, "geometry_seconds": SECONDS, "job_seconds": SECONDS}
    async with (
        laid_rack(folder, made_files(), **bounds) as rack,
        listening(rack.application) as address,
    ):
        yield address


@pytest.mark.parametrize("part", PARTS)
async def test_every_answer_is_one_that_the_document_tells(tmp_path: Path, part: str) -> None:
    """Schemathesis finds no status, type, body or method that is not documented, and no fault of ours."""
    asked = PARTS[part]
    async with served(tmp_path) as address:
        options = ("--exclude-checks", CHECKS, *asked.routes)
        found = await find_faults(
            telling_document(tmp_path), address, *options, cases=asked.cases, phases=asked.phases
        )
    assert not found
