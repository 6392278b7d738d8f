"""The documents of the contracts are as the code has them, and are what they say they are."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import validate

from scripts.contracts.documents import PATHS, documents
from shared.contracts.channels import CHANNELS

ROOT = Path(__file__).parents[4]
NODE = Path(os.environ.get("SPICERACK_TEST_NODE", ROOT / ".venv" / "node"))
"""Where `make contracts` installs AsyncAPI's parser."""


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """All documents as the code has them."""
    return documents()


def test_every_document_has_its_place(written: dict[str, str]) -> None:
    """The tests below are of all documents that are written."""
    assert tuple(written) == PATHS


@pytest.mark.parametrize("name", PATHS)
def test_a_document_is_as_the_code_has_it(name: str, written: dict[str, str]) -> None:
    """Whoever changes a message or a route writes the documents anew, by `make contracts`."""
    assert (ROOT / name).read_text() == written[name], "run `make contracts`"


@pytest.mark.parametrize("name", [name for name in PATHS if name.endswith(".json")])
def test_openapi_is_well_formed(name: str) -> None:
    """The validator of the OpenAPI project's schema finds nothing wrong."""
    validate(json.loads((ROOT / name).read_text()))


@pytest.mark.skipif(
    not (NODE / "node_modules" / "@asyncapi" / "parser").exists() or shutil.which("node") is None,
    reason="AsyncAPI's parser is not there: `make contracts` installs it where npm is",
)
def test_asyncapi_is_well_formed() -> None:
    """AsyncAPI's own parser reads the document and has nothing to complain about."""
    script = ROOT / "scripts" / "contracts" / "parse-asyncapi.mjs"
    ran = subprocess.run(
        ["node", str(script), str(NODE), str(ROOT / "docs" / "asyncapi.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_document_has_every_channel() -> None:
    """Each channel has its place in the document."""
    document = yaml.safe_load((ROOT / "docs" / "asyncapi.yaml").read_text())
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert {channel.address("rack") for channel in CHANNELS} <= addresses
