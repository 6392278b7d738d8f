"""The verdict on a file that was read once more. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.messages.verification import Verdict, VerifiedFile
from shared.model.content import ContentId
from shared.model.entry import Fingerprint

READINGS_MAX = 2
"""Before a file counts as rotten: what memory or a cable turned over is not there a second time."""

CHANGED = "it was changed since the last look"
DUE = "another content is due here and has not come yet: see `spicerack status`"
UNSTEADY = "two readings gave different bytes: have memory, cables and disk of the host looked at"
ROTTEN = "nobody has written to it by its size and times, and its bytes are others"


@dataclass(frozen=True, slots=True)
class Expected:
    """A file as the index has it."""

    path: str
    content: ContentId
    fingerprint: Fingerprint | None
    replaced: bool = False
    """Whether what stands there is known to have lost, or to be rotten: another content is due."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's bytes, and what stat said of it before and after they were read."""

    content: ContentId
    before: Fingerprint
    after: Fingerprint


def verdict_of(file: Expected, readings: Sequence[Reading]) -> VerifiedFile | None:
    """Return the verdict on a file; None where it has to be read (once more)."""
    if file.replaced:
        return verified(file, Verdict.DRIFT, DUE)
    if any({one.before, one.after} != {file.fingerprint} for one in readings):
        return verified(file, Verdict.DRIFT, CHANGED)
    contents = {one.content for one in readings}
    if len(contents) > 1:
        return verified(file, Verdict.UNREADABLE, UNSTEADY)
    if contents == {file.content}:
        return verified(file, Verdict.SOUND)
    if len(readings) < READINGS_MAX:
        return None
    return verified(file, Verdict.ROT, ROTTEN, found=contents.pop())


def verified(
    file: Expected, verdict: Verdict, detail: str = "", *, found: ContentId | None = None
) -> VerifiedFile:
    """Return a verdict in the form in which it is told."""
    return VerifiedFile(path=file.path, verdict=verdict, content=file.content, found=found, detail=detail)
