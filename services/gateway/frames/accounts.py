"""Accounts of frames: by describers and by ingesters, cut to what a standing follows from. Pure."""

from dataclasses import dataclass

from shared.access.frames import Account
from shared.contracts.messages.description import PACKING, Description, Findings, Told
from shared.contracts.messages.frames.frame_facts import DOCUMENT, FrameFields
from shared.contracts.messages.frames.frame_record import FrameRecord, RecordFields
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord, ThumbnailStanding

PACKED = "packed"
"""The code of a problem by which describers say that they have not opened a packed content."""

PROPOSAL_MAX = 200
"""Characters, as the archive's rows have them: both must compare the same."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a content is; without an account it is no frame, though it may be posted as one."""

    md5: str
    account: Account | None


def described(description: Description) -> Described | None:
    """Return what a description says; None where the bytes may be anything.

    A describer broke on them, or they are packed and it has not opened them.
    """
    if description.told is Told.FAILED:
        return None
    findings = description.findings
    facts = findings.frame if findings is not None else None
    if facts is None:
        return None if findings is not None and _is_packed(findings) else Described("", None)
    if facts.form == DOCUMENT:
        return Described(facts.md5, None)
    return Described(facts.md5, _account(facts.fields))


def posted(record: FrameRecord) -> Account:
    """Return what an ingester said."""
    return _account(record.fields)


def pictured(record: ThumbnailRecord) -> Account:
    """Return what an ingester said beside a thumbnail."""
    return _account(record.standing)


def _account(said: FrameFields | RecordFields | ThumbnailStanding) -> Account:
    return Account(
        observed=said.observation_date,
        configuration_type=said.configuration_type,
        proposal=_text(said.proposal_id),
        public_date=said.public_date,
    )


def _is_packed(findings: Findings) -> bool:
    return findings.kind == PACKING or any(one.code == PACKED for one in findings.problems)


def _text(text: str) -> str:
    return text.replace("\0", "")[:PROPOSAL_MAX]
