"""Accounts of frames: by describers and by ingesters, cut to what a standing follows from. Pure."""

from dataclasses import dataclass

from shared.access.frames import Account
from shared.contracts.messages.description import Description, Told
from shared.contracts.messages.frame_facts import DOCUMENT
from shared.contracts.messages.frame_record import FrameRecord
from shared.contracts.messages.thumbnail_record import ThumbnailRecord

PROPOSAL_MAX = 200
"""Characters, as the archive's rows have them: both must compare the same."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a content is; without an account it is no frame, though it may be posted as one."""

    md5: str
    account: Account | None


def described(description: Description) -> Described | None:
    """Return what a description says; None where a describer broke on the bytes: they may be anything."""
    if description.told is Told.FAILED:
        return None
    facts = description.findings.frame if description.findings is not None else None
    if facts is None:
        return Described("", None)
    if facts.form == DOCUMENT:
        return Described(facts.md5, None)
    fields = facts.fields
    account = Account(
        observed=fields.observation_date,
        configuration_type=fields.configuration_type,
        proposal=_text(fields.proposal_id),
        public_date=fields.public_date,
    )
    return Described(facts.md5, account)


def posted(record: FrameRecord) -> Account:
    """Return what an ingester said."""
    fields = record.fields
    return Account(
        observed=fields.observation_date,
        configuration_type=fields.configuration_type,
        proposal=_text(fields.proposal_id),
        public_date=fields.public_date,
    )


def pictured(record: ThumbnailRecord) -> Account:
    """Return what an ingester said beside a thumbnail."""
    standing = record.standing
    return Account(
        observed=standing.observation_date,
        configuration_type=standing.configuration_type,
        proposal=_text(standing.proposal_id),
        public_date=standing.public_date,
    )


def _text(text: str) -> str:
    return text.replace("\0", "")[:PROPOSAL_MAX]
