"""Requests that nobody would think of, made from the document of the archive's API."""

import json
from pathlib import Path

import pytest

from tests.integration.archive.desk import open_desk
from tests.integration.archive.ocs.test_ocs_ingester import served
from tests.integration.archive.world import facts_of, square
from tests.integration.odd_requests.odd import BODIES, find_faults

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi-archive.json"

ENDLESS = "events$"
"""Follows events until the caller goes."""


@pytest.mark.slow
async def test_every_answer_is_one_that_the_document_tells(database: str, tmp_path: Path) -> None:
    """No status, type or method that is not documented, and no fault of ours."""
    async with open_desk(tmp_path, database) as desk:
        for number in range(3):
            await desk.add(f"f{number}", facts_of(f"f{number}", footprint=square(10.0 * number, 20.0)))
        await desk.settle()
        async with served(desk) as root:
            options = ("--exclude-path-regex", ENDLESS)
            known = ("--exclude-checks", BODIES, "--header", f"Authorization: Bearer {desk.admin}")
            assert await find_faults(_document(tmp_path), root.rstrip("/"), *options, *known) == ""


def _document(directory: Path) -> Path:
    """Return the document without the revision that a caller waits for: of any to come it is 503, rightly."""
    text = json.loads(DOCUMENT.read_text())
    for operations in text["paths"].values():
        for operation in operations.values():
            parameters = operation.get("parameters", ())
            operation["parameters"] = [one for one in parameters if one["name"] != "SpiceRack-Revision"]
    (directory / "document.json").write_text(json.dumps(text))
    return directory / "document.json"
