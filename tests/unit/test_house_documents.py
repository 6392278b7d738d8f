"""The documents agree with the tree that they stand in."""

import re
from pathlib import Path

import pytest

from shared.contracts.topology import Topology

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SUBJECTS = (ROOT / "docs" / "subjects.md").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link in a document names a file of this repository."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    relative = [link for link in links if "://" not in link]

    assert [link for link in relative if not (document.parent / link).exists()] == []


def test_every_document_can_be_found_from_the_index() -> None:
    """The index links to each page below `docs/`."""
    index = (ROOT / "docs" / "index.md").read_text()
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]

    assert [page for page in pages if page != "index.md" and f"({page})" not in index] == []


def test_the_page_of_subjects_has_the_consumers() -> None:
    """Each durable consumer stands in `docs/subjects.md`; its other tables are written from the code."""
    topology = Topology()
    consumers = [topology.decider("<collection>"), topology.worker("<site>"), topology.reader("<site>")]

    assert [one.name for one in consumers if f"| `{one.name}` |" not in SUBJECTS] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    """`make something` in a document is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:^|`)make ([a-z0-9-]+)", document.read_text(), flags=re.MULTILINE)
    }

    assert named <= targets
