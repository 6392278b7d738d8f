"""The rows of archived frames, from all that the streams said of one basename. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.archive.fold.names import frame_number
from services.archive.fold.namesakes import Part, parts_of
from services.archive.fold.said import Said
from services.archive.fold.told import Told, told_by_facts, told_by_record
from services.archive.fold.versions import Version, versions_of
from shared.access.frames import Account, Standing, standing_of
from shared.access.public_dates import PublicDates


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """A version, what is told of it, and whose it is: what is told of a newer one opens none."""

    version: Version
    told: Told
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The rows of one frame."""

    id: int
    basename: str
    shown: bool
    revision: int
    described: int
    recorded: int
    versions: tuple[KnownVersion, ...]
    """Newest first, one at least: the frame is told of by it."""
    related: tuple[tuple[str, str], ...]
    """Basenames and keywords of versions: links are only ever added, as OCS has it."""

    @property
    def newest(self) -> KnownVersion:
        """The version that the frame is told of by."""
        return self.versions[0]


def frames_of(said: Said, rules: PublicDates) -> list[Frame]:
    """Return the rows of the frames that what was said makes: none, one, or one with namesakes."""
    found = [_frame_of(said, part, rules) for part in parts_of(said)]
    return [one for one in found if one is not None]


def told_of(said: Said, md5: str, content: str | None) -> Told | None:
    """Return what is told of a version: an ingester's word counts more than the bytes' own."""
    for one in said.recorded:
        if one.record.md5 == md5:
            return told_by_record(one.record)
    found = said.described.get(content or "")
    return None if found is None else told_by_facts(found.facts)


def _frame_of(said: Said, part: Part, rules: PublicDates) -> Frame | None:
    known = _known(said, part, rules)
    if not known:
        return None
    placed = (*part.placed, *part.outside)
    contents = {one.content for one in placed}
    return Frame(
        id=frame_number(part.name),
        basename=part.name,
        shown=any(one.version.current for one in known),
        revision=max((one.revision for one in placed), default=0),
        described=max(
            (one.sequence for content, one in said.described.items() if content in contents), default=0
        ),
        recorded=max((one.sequence for one in part.posted), default=0),
        versions=tuple(known),
        related=_related(known, said.basename),
    )


def _known(said: Said, part: Part, rules: PublicDates) -> list[KnownVersion]:
    found = versions_of(said, part)
    accounts = [(version, told_of(said, version.md5, version.content)) for version in found]
    return [
        KnownVersion(
            version=version,
            told=told,
            standing=standing_of(_account_of(told), rules, basename=said.basename),
        )
        for version, told in accounts
        if told is not None
    ]


def _related(known: Sequence[KnownVersion], basename: str) -> tuple[tuple[str, str], ...]:
    """Return the links that whoever sees the frame may be told of."""
    newest = known[0].standing
    told = [
        one.told
        for one in known
        if one.standing.proposal == newest.proposal and one.standing.public_date <= newest.public_date
    ]
    return tuple(sorted({(other, word) for one in told for word, other in one.related if other != basename}))


def _account_of(told: Told) -> Account:
    return Account(
        observed=told.observation_date,
        configuration_type=told.configuration_type,
        proposal=told.proposal_id,
        public_date=told.public_date,
    )
