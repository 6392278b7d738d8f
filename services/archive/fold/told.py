"""One account of a frame: by a describer that read its bytes, or by an ingester that posted it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.archive.sky.ring import RingError, checked_ring, multipolygon, whole_sky
from services.archive.sky.vectors import Point
from shared.contracts.messages.frames.frame_facts import Footprint, FrameFacts
from shared.contracts.messages.frames.frame_record import FrameRecord, HeaderJson

SMALL = 2**15 - 1
"""The largest reduction level: PostgreSQL's smallint, as OCS has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an account says."""

    observation_date: datetime
    observation_day: date | None
    proposal_id: str
    instrument_id: str
    target_name: str
    reduction_level: int
    site_id: str
    telescope_id: str
    exposure_time: float | None
    primary_optical_element: str
    public_date: datetime | None
    """None: by the rules."""
    configuration_type: str
    observation_id: int | None
    request_id: int | None
    headers: Mapping[str, HeaderJson]
    area: str | None
    """Extended well-known text of a MultiPolygon."""
    no_area: str
    """Why there is none."""
    related: tuple[tuple[str, str], ...]
    """Keywords, and basenames of the frames that they name."""


def told_by_facts(facts: FrameFacts) -> Told | None:
    """Return what a description says; None where it tells no date: such a file is no frame yet."""
    fields = facts.fields
    if fields.observation_date is None:
        return None
    area, no_area = _area_of(facts.footprint, facts.no_footprint)
    return Told(
        observation_date=fields.observation_date,
        observation_day=fields.observation_day,
        proposal_id=_text(fields.proposal_id, 200),
        instrument_id=_text(fields.instrument_id, 64),
        target_name=_text(fields.target_name, 200),
        reduction_level=_level(fields.reduction_level),
        site_id=_text(fields.site_id, 64),
        telescope_id=_text(fields.telescope_id, 64),
        exposure_time=fields.exposure_time,
        primary_optical_element=_text(fields.primary_optical_element, 100),
        public_date=fields.public_date,
        configuration_type=_text(fields.configuration_type, 64),
        observation_id=fields.observation_id,
        request_id=fields.request_id,
        headers={_text(key, 80): _value(value) for key, value in facts.headers.items()},
        area=area,
        no_area=no_area,
        related=tuple((one.keyword, _text(one.basename, 1000)) for one in fields.related if one.basename),
    )


def told_by_record(record: FrameRecord) -> Told:
    """Return what an ingester posted."""
    fields = record.fields
    area, no_area = _area_of_rings(record.area) if record.area else (None, "posted without")
    return Told(
        observation_date=fields.observation_date,
        observation_day=fields.observation_day,
        proposal_id=fields.proposal_id,
        instrument_id=fields.instrument_id,
        target_name=fields.target_name,
        reduction_level=fields.reduction_level,
        site_id=fields.site_id,
        telescope_id=fields.telescope_id,
        exposure_time=fields.exposure_time,
        primary_optical_element=fields.primary_optical_element,
        public_date=fields.public_date,
        configuration_type=fields.configuration_type,
        observation_id=fields.observation_id,
        request_id=fields.request_id,
        headers={_text(key, 80): _value(value) for key, value in record.headers.items()},
        area=area,
        no_area=no_area,
        related=tuple(("posted", name) for name in record.related),
    )


def _area_of(footprint: Footprint | None, reason: str) -> tuple[str | None, str]:
    if footprint is None:
        return None, _text(reason, 64)
    if footprint.whole_sky:
        return multipolygon(whole_sky()), ""
    return _area_of_rings(footprint.polygons)


def _area_of_rings(rings: Sequence[Sequence[Point]]) -> tuple[str | None, str]:
    try:
        return multipolygon([checked_ring(ring) for ring in rings]), ""
    except RingError as error:
        return None, _text(str(error), 200)


def _level(level: int) -> int:
    return max(-SMALL, min(SMALL, level))


def _text(text: str, most: int) -> str:
    """Return a text that PostgreSQL takes, cut to a column's length."""
    return text.replace("\0", "")[:most]


def _value(value: HeaderJson) -> HeaderJson:
    return value.replace("\0", "") if isinstance(value, str) else value
