"""The fields of a frame from its headers and its name, by a configuration."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime

from shared.fits.frame import lco_names
from shared.fits.frame.dates import after, parse_day, parse_end, parse_instant, parse_public
from shared.fits.frame.settings import FrameSettings
from shared.fits.frame.values import Headers, Reading
from shared.fits.problems import Code, Problem, problem

UTC_SCALES = ("", "UTC", "GMT", "UT", "UT1")
"""Time scales that are within a second of UTC."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another frame that a header names."""

    keyword: str
    basename: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the configured keywords come to; '' or None where they say nothing."""

    observation_date: datetime | None
    observation_end: datetime | None
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
    configuration_type: str
    observation_id: int | None
    request_id: int | None
    requestgroup_id: int | None
    configuration_id: int | None
    related: tuple[Related, ...]


def frame_of(headers: Headers, path: str, settings: FrameSettings) -> Frame:
    """Return the fields of a frame.

    Args:
        headers: of the part that tells it.
        path: its name or path, from which repairs tell what headers lack.
        settings: the configuration.
    """
    read = Reading(headers, settings)
    begin = _begin(read)
    exposure = read.number(settings.exposure_time_key)
    end = parse_end(read.text(settings.observation_end_time_key), begin=begin)
    day = parse_day(read.text(settings.observation_day_key))
    return Frame(
        observation_date=begin,
        observation_end=end if end is not None else after(begin, exposure),
        observation_day=day if day is not None or begin is None else begin.date(),
        proposal_id=read.text(settings.proposal_id_key),
        instrument_id=read.text(settings.instrument_id_key),
        target_name=read.text(settings.target_name_key),
        reduction_level=_level(read, path),
        site_id=read.text(settings.site_id_key),
        telescope_id=read.text(settings.telescope_id_key),
        exposure_time=exposure,
        primary_optical_element=read.text(settings.primary_optical_element_key),
        public_date=parse_public(read.text(settings.public_date_key)),
        configuration_type=_type(read, path),
        observation_id=read.integer(settings.observation_id_key),
        request_id=read.integer(settings.request_id_key),
        requestgroup_id=read.integer(settings.requestgroup_id_key),
        configuration_id=read.integer(settings.configuration_id_key),
        related=tuple(_related(read, path)),
    )


def odd_values(headers: Headers, frame: Frame, settings: FrameSettings) -> tuple[Problem, ...]:
    """Return the configured keywords whose values came to nothing, though they say something."""
    read = Reading(headers, settings)
    found: list[Problem] = []
    for field in fields(frame):
        keyword = getattr(settings, f"{field.name}_key", None)
        told = getattr(frame, field.name)
        if field.name == "observation_day":
            told = parse_day(read.text(settings.observation_day_key))
        if field.name == "public_date":
            told = parse_instant(read.text(settings.public_date_key))
        if keyword is not None and read.is_odd(keyword, told):
            words = f"{keyword} is {read.text(keyword)[:60]!r}, of which no {field.name} comes"
            found.append(problem(Code.BAD_VALUE, words))
    scale = read.text("TIMESYS").upper()
    if scale not in UTC_SCALES and frame.observation_date is not None:
        words = f"TIMESYS is {scale[:20]!r}: its times are told as if they were UTC"
        found.append(problem(Code.BAD_VALUE, words))
    return tuple(found)


def _begin(read: Reading) -> datetime | None:
    words = read.text(read.settings.observation_date_key)
    clock = read.text("TIME-OBS")
    # Before 1998 date and time of the day were two keywords.
    if clock and ":" not in words:
        together = parse_instant(f"{words} {clock}")
        if together is not None:
            return together
    return parse_instant(words)


def _level(read: Reading, path: str) -> int:
    told = read.integer(read.settings.reduction_level_key)
    if told is not None:
        return told
    return lco_names.reduction_level(path) if read.settings.repairs == "lco" else 0


def _type(read: Reading, path: str) -> str:
    told = read.text(read.settings.configuration_type_key)
    if read.settings.repairs != "lco":
        return told
    if lco_names.is_catalogue(path):
        return "CATALOG"
    fibres = lco_names.feeds_fibres(read.text("ENCID"), read.text(read.settings.telescope_id_key))
    return told or lco_names.configuration_type(path, fibres=fibres)


def _related(read: Reading, path: str) -> Iterator[Related]:
    settings = read.settings
    seen = set()
    for keyword in settings.related_frame_keys:
        name = lco_names.basename(read.text(keyword))
        if name and name not in seen:
            seen.add(name)
            yield Related(keyword, name)
    if settings.repairs == "lco" and lco_names.is_catalogue(path):
        name = lco_names.catalogued(path)
        if name not in seen:
            yield Related(settings.catalog_target_frame_key, name)
