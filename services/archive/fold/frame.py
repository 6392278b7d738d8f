"""The rows of one archived frame, from all that the streams said of its basename. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from services.archive.fold.names import frame_number, version_number
from services.archive.fold.told import Told, told_by_facts, told_by_record
from shared.access.frames import Account, standing_of
from shared.access.public_dates import PublicDates
from shared.contracts.messages.frame_facts import FrameFacts
from shared.contracts.messages.frame_record import FrameRecord

BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
KEY_MAX = 32
"""Characters of a version's key, as OCS has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One path at one revision that changed it."""

    path: str
    revision: int
    content: str | None
    """None where the path was deleted."""
    size: int
    extension: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Described:
    """What was said of a content."""

    sequence: int
    facts: FrameFacts


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was posted."""

    sequence: int
    record: FrameRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that was said of one basename."""

    basename: str
    placed: tuple[Placed, ...] = ()
    described: Mapping[str, Described]
    """By content."""
    recorded: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One row of `version`, newest first in its frame."""

    id: int
    key: str
    md5: str
    extension: str
    created: datetime
    revision: int
    path: str | None
    content: str | None
    size: int | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The rows of one frame."""

    id: int
    basename: str
    told: Told
    public_date: datetime
    shown: bool
    revision: int
    described: int
    recorded: int
    versions: tuple[Version, ...]
    related: tuple[tuple[str, str], ...]
    """Basenames and keywords of all versions: links are only ever added, as OCS has it."""


def frame_of(said: Said, rules: PublicDates) -> Frame | None:
    """Return the rows of a frame; None where nothing that was said makes one."""
    accounts = [(version, _account(version, said)) for version in _versions(said)]
    versions = tuple(version for version, account in accounts if account is not None)
    told = [account for _, account in accounts if account is not None]
    if not told:
        return None
    newest = told[0]
    standing = standing_of(_account_of(newest), rules, basename=said.basename)
    related = {(other, word) for one in told for word, other in one.related if other != said.basename}
    return Frame(
        id=frame_number(said.basename),
        basename=said.basename,
        told=newest,
        public_date=standing.public_date,
        shown=any(one.current for one in versions),
        revision=max((one.revision for one in said.placed), default=0),
        described=max((one.sequence for one in said.described.values()), default=0),
        recorded=max((one.sequence for one in said.recorded), default=0),
        versions=versions,
        related=tuple(sorted(related)),
    )


def _account_of(told: Told) -> Account:
    return Account(
        observed=told.observation_date,
        configuration_type=told.configuration_type,
        proposal=told.proposal_id,
        public_date=told.public_date,
    )


def _account(version: Version, said: Said) -> Told | None:
    """Return what is told of a version: an ingester's word counts more than the bytes' own."""
    for one in said.recorded:
        if one.record.md5 == version.md5:
            return told_by_record(one.record)
    found = said.described.get(version.content or "")
    return None if found is None else told_by_facts(found.facts)


def _versions(said: Said) -> list[Version]:
    """Return the versions: what waits for its file first, then by the revision that brought it."""
    keys = {one.record.md5: one.record.key for one in said.recorded}
    placed = _placed_versions(said, keys)
    waiting = [one for one in said.recorded if one.record.md5 not in placed]
    waiting.sort(key=lambda one: -one.sequence)
    known = sorted(placed.values(), key=lambda one: (not one.current, -one.revision, one.path or ""))
    return [*(_waiting(said.basename, one.record) for one in waiting), *known]


def _placed_versions(said: Said, keys: Mapping[str, str]) -> dict[str, Version]:
    heads = _heads(said.placed)
    found: dict[str, Version] = {}
    for one in sorted(said.placed, key=lambda placed: (placed.revision, placed.path)):
        described = said.described.get(one.content or "")
        if described is None or not described.facts.md5:
            continue
        md5 = described.facts.md5
        current = heads[one.path] == (one.revision, one.content)
        earlier = found.get(md5)
        if earlier is not None and earlier.current and not current:
            continue
        found[md5] = Version(
            id=version_number(said.basename, md5),
            key=keys.get(md5, md5)[:KEY_MAX],
            md5=md5,
            extension=one.extension,
            created=earlier.created if earlier is not None else one.made_at,
            revision=one.revision,
            path=one.path,
            content=one.content,
            size=one.size,
            current=current,
        )
    return found


def _heads(placed: Iterable[Placed]) -> dict[str, tuple[int, str | None]]:
    heads: dict[str, tuple[int, str | None]] = {}
    for one in placed:
        if one.path not in heads or heads[one.path][0] < one.revision:
            heads[one.path] = (one.revision, one.content)
    return heads


def _waiting(basename: str, record: FrameRecord) -> Version:
    """Return the version of what was posted and is not in the log yet: its ingester has stored it."""
    return Version(
        id=version_number(basename, record.md5),
        key=record.key[:KEY_MAX],
        md5=record.md5,
        extension=record.extension,
        created=record.made_at,
        revision=0,
        path=None,
        content=None,
        size=None,
        current=True,
    )
