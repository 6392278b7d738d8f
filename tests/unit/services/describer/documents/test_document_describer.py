"""The describer of documents: the suite of describers, and its digests."""

import hashlib

import pytest

from services.describer.documents.describer import DocumentDescriber
from shared.contracts.messages.frames.frame_facts import FrameFacts
from testing.describers.conformance import Bytes, DescriberBench, DescriberConformance

PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class TestDocumentDescriber(DescriberConformance):
    """By its head alone."""

    @pytest.fixture
    def bench(self) -> DescriberBench:
        """One under a name of its own, one under none."""
        samples = {"a/guider.pdf": ("document", PDF), "notes": ("document", PDF + b"\0" * 3_000_000)}
        return DescriberBench(DocumentDescriber(), samples)


def test_it_tells_which_bytes_they_are_and_of_no_frame() -> None:
    """Whose they are, an ingester says."""
    found = DocumentDescriber().describe(Bytes(PDF), "guider.pdf").frame
    assert found == FrameFacts(
        form="pdf",
        md5=hashlib.md5(PDF, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(PDF).hexdigest(),
    )
