"""The describer of documents (PDF): ingesters post what they are of, and digests tell them apart."""

import hashlib

from shared.contracts.messages.description import Findings
from shared.contracts.messages.frames.frame_facts import DOCUMENT, FrameFacts
from shared.descriptions.port import Source

KIND = "document"

HEAD = b"%PDF-"
"""That a file begins with (ISO 32000-1, 7.5.2)."""

PIECE = 1024 * 1024
"""Bytes that are read at once."""


class DocumentDescriber:
    """Implements `shared.descriptions.port.Describer`."""

    name = "document"
    version = 1

    def recognises(self, source: Source, name: str) -> bool:
        """Tell whether the content begins as a PDF does, whatever it is called."""
        del name
        return source.read_at(0, len(HEAD)) == HEAD

    def describe(self, source: Source, name: str) -> Findings:
        """Return the digests of the content; errors of input pass through."""
        del name
        md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        for at in range(0, source.size, PIECE):
            piece = source.read_at(at, PIECE)
            md5.update(piece)
            sha256.update(piece)
        return Findings(
            kind=KIND, frame=FrameFacts(form=DOCUMENT, md5=md5.hexdigest(), sha256=sha256.hexdigest())
        )
