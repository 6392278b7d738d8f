"""The versions of one frame: bytes by their MD5, newest first. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.archive.fold.names import version_number
from services.archive.fold.namesakes import Part
from services.archive.fold.said import Placed, Recorded, Said
from shared.contracts.messages.frames.frame_record import FrameRecord

KEY_MAX = 32
"""Characters of a version's key, as OCS has them."""

Heads = Mapping[str, tuple[int, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One row of `version`, but for whose it is."""

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


def versions_of(said: Said, part: Part) -> list[Version]:
    """Return the versions: what waits for its file first, then by the revision that brought it.

    What was posted before another version that came is not waited for: its file was replaced, or lost.
    """
    keys = {one.record.md5: one.record.key for one in said.recorded}
    heads = _heads(said.placed)
    here = _by_md5(said, part.name, part.placed, heads, keys)
    elsewhere = _by_md5(said, part.name, part.outside, heads, keys, first=True)
    came = {**elsewhere, **here}
    absent = [one for one in part.posted if one.record.md5 not in came]
    absent.sort(key=lambda one: -one.sequence)
    waits = {one.record.md5: _waits(said, one, came) for one in absent}
    # A copy of a posted version somewhere else is never newer than what stands where the frame does.
    known = [*((one, False) for one in here.values()), *((one, True) for one in elsewhere.values())]
    known.sort(key=lambda pair: (not pair[0].current, pair[1], -pair[0].revision, pair[0].path or ""))
    waiting = [_without_file(part.name, one.record, waits=waits[one.record.md5]) for one in absent]
    return [
        *(one for one in waiting if one.current),
        *(one for one, _ in known),
        *(one for one in waiting if not one.current),
    ]


def _waits(said: Said, posted: Recorded, came: Mapping[str, Version]) -> bool:
    """Tell whether the file of what was posted is still to come: it was posted after all that came.

    Of versions that nobody has posted the clocks decide, of the archive and of the site that had the file.
    """
    sequences = {one.record.md5: one.sequence for one in said.recorded}
    made = {(one.path, one.revision): one.made_at for one in said.placed}
    return all(
        posted.sequence > sequences[md5]
        if md5 in sequences
        else posted.record.made_at > made[(one.path or "", one.revision)]
        for md5, one in came.items()
    )


def _by_md5(
    said: Said,
    name: str,
    placed: Iterable[Placed],
    heads: Heads,
    keys: Mapping[str, str],
    *,
    first: bool = False,
) -> dict[str, Version]:
    """Return a version for each MD5: of several places the last that holds it now, or the first."""
    found: dict[str, Version] = {}
    for one in sorted(placed, key=lambda placed: (placed.revision, placed.path)):
        described = said.described.get(one.content or "")
        if described is None or not described.facts.md5:
            continue
        md5 = described.facts.md5
        current = heads[one.path] == (one.revision, one.content)
        earlier = found.get(md5)
        if earlier is not None and (earlier.current and (first or not current)):
            continue
        found[md5] = Version(
            id=version_number(name, md5),
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


def _heads(placed: Iterable[Placed]) -> Heads:
    heads: dict[str, tuple[int, str | None]] = {}
    for one in placed:
        if one.path not in heads or heads[one.path][0] < one.revision:
            heads[one.path] = (one.revision, one.content)
    return heads


def _without_file(name: str, record: FrameRecord, *, waits: bool) -> Version:
    """Return the version of what was posted and is not in the log: its ingester has stored it."""
    return Version(
        id=version_number(name, record.md5),
        key=record.key[:KEY_MAX],
        md5=record.md5,
        extension=record.extension,
        created=record.made_at,
        revision=0,
        path=None,
        content=None,
        size=None,
        current=waits,
    )
