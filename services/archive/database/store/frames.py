"""The rows of frames, computed anew for some basenames."""

import json
import logging
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, exists, null, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.archive.database.store.events import note_versions
from services.archive.database.store.inputs import said_of
from services.archive.database.store.rows import copy_rows, one_of
from services.archive.database.tables import frame, relation, version
from services.archive.fold.frame import Frame, frames_of
from services.archive.fold.names import frame_number
from services.archive.fold.namesakes import names_of
from services.archive.fold.said import Said
from shared.access.public_dates import PublicDates

log = logging.getLogger(__name__)

Row = dict[str, object]


def refold(connection: Connection, basenames: Iterable[str], rules: PublicDates) -> None:
    """Replace the rows of some basenames by what follows from all that was said of them."""
    asked = sorted(set(basenames))
    if not asked:
        return
    found = said_of(connection, asked)
    names = sorted({name for said in found for name in names_of(said)})
    named_before = _others_of(connection, names)
    numbers = [frame_number(name) for name in names]
    connection.execute(delete(version).where(one_of(version.c.frame_id, numbers)))
    connection.execute(delete(relation).where(one_of(relation.c.basename, names)))
    connection.execute(delete(frame).where(one_of(frame.c.basename, names)))
    frames = _with_own_numbers(connection, [one for said in found for one in _frames_of(said, rules)])
    insert_frames(connection, frames)
    named_now = {other for one in frames for other, _ in one.related}
    _tend_stubs(connection, {*names, *named_before, *named_now})


def _frames_of(said: Said, rules: PublicDates) -> list[Frame]:
    found = frames_of(said, rules)
    others = [one for one in found if one.basename != said.basename and one.shown]
    if others:
        # One line: some instruments call a file of every night alike.
        log.warning(
            "%d more directories hold a %s, e.g. %s, which is told as %s: name files apart",
            len(others),
            said.basename,
            others[0].newest.version.path,
            others[0].basename,
        )
    return found


def _with_own_numbers(connection: Connection, frames: Sequence[Frame]) -> list[Frame]:
    """Return the frames whose numbers no frame has that is there, or came before."""
    query = select(frame.c.id, frame.c.basename).where(one_of(frame.c.id, [one.id for one in frames]))
    taken = {row.id: row.basename for row in connection.execute(query)}
    kept = []
    for one in frames:
        if one.id not in taken:
            taken[one.id] = one.basename
            kept.append(one)
        else:
            log.error("frame %s has the number of frame %s: rename one", one.basename, taken[one.id])
    return kept


def _others_of(connection: Connection, names: Sequence[str]) -> set[str]:
    query = select(relation.c.other).where(one_of(relation.c.basename, names))
    return {row.other for row in connection.execute(query)}


def insert_frames(connection: Connection, frames: Sequence[Frame]) -> None:
    """Add the rows of frames of which none is there."""
    copy_rows(connection, frame, [_frame_row(one) for one in frames])
    versions = [_version_row(one, rank) for one in frames for rank in range(len(one.versions))]
    copy_rows(connection, version, versions)
    note_versions(connection, frames)
    relations = [
        {"basename": one.basename, "other": other, "keyword": keyword}
        for one in frames
        for other, keyword in one.related
    ]
    copy_rows(connection, relation, relations)


def _tend_stubs(connection: Connection, names: Iterable[str]) -> None:
    """Have a row for each frame that is named and not here, and for no other."""
    some = sorted(names)
    query = select(relation.c.other).distinct().where(one_of(relation.c.other, some))
    stubs = [_stub_row(row.other) for row in connection.execute(query)]
    if stubs:
        connection.execute(upsert(frame).on_conflict_do_nothing(), stubs)
    named = exists().where(relation.c.other == frame.c.basename)
    connection.execute(
        delete(frame).where(one_of(frame.c.basename, some), frame.c.observation_date.is_(null()), ~named)
    )


def _stub_row(basename: str) -> Row:
    return {
        "id": frame_number(basename),
        "basename": basename,
        "shown": False,
        "revision": 0,
        "described": 0,
        "recorded": 0,
    }


def _frame_row(one: Frame) -> Row:
    told, standing = one.newest.told, one.newest.standing
    return {
        "id": one.id,
        "basename": one.basename,
        "observation_date": told.observation_date,
        "observation_day": told.observation_day or told.observation_date.date(),
        "proposal_id": told.proposal_id,
        "instrument_id": told.instrument_id,
        "target_name": told.target_name,
        "reduction_level": told.reduction_level,
        "site_id": told.site_id,
        "telescope_id": told.telescope_id,
        "exposure_time": told.exposure_time,
        "primary_optical_element": told.primary_optical_element,
        "public_date": standing.public_date,
        "configuration_type": told.configuration_type,
        "observation_id": told.observation_id,
        "request_id": told.request_id,
        "headers": json.dumps(dict(told.headers), ensure_ascii=False),
        "area": told.area,
        "no_area": told.no_area,
        "shown": one.shown,
        "revision": one.revision,
        "described": one.described,
        "recorded": one.recorded,
    }


def _version_row(one: Frame, rank: int) -> Row:
    known = one.versions[rank]
    found = known.version
    return {
        "id": found.id,
        "frame_id": one.id,
        "key": found.key,
        "md5": found.md5,
        "extension": found.extension,
        "created": found.created,
        "revision": found.revision,
        "path": found.path,
        "content": found.content,
        "size": found.size,
        "current": found.current,
        "rank": rank,
        "proposal_id": known.standing.proposal,
        "public_date": known.standing.public_date,
    }
