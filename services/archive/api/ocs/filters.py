"""OCS' filters as conditions: one table. Parameters that it does not know count for nothing, as upstream."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import BigInteger, ColumnElement, literal, or_

from services.archive.api.ocs.values import (
    SCIENCE_TYPES,
    day_of,
    flag_of,
    folded,
    instant_of,
    integer_of,
    real_of,
    text_of,
    types_of,
)
from services.archive.database.tables import frame
from services.archive.query.parts import part_is
from services.archive.query.regions import covers, intersects
from services.archive.query.sight import Sight
from services.archive.sky.ring import RingError
from services.archive.sky.wkt import read_region
from shared.web.problem import BadRequestError

Condition = ColumnElement[bool]
Filter = Callable[[str, Sequence[str], Sight], Condition | None]
"""Takes the name, all values that were given, and who asks."""

SUBMITTER = "submitter"
"""Asks for a header, too: upstream knows this one alone."""

Given = Mapping[str, Sequence[str]]
"""Parameters of a request with all their values; empty ones are left out."""


def conditions_of(given: Given, sight: Sight) -> list[Condition]:
    """Return what the filters of a request come to.

    Raises:
        BadRequestError: a value is out of form.
    """
    made = (FILTERS[name](name, values, sight) for name, values in given.items() if name in FILTERS)
    return [condition for condition in made if condition is not None]


def _exact_text(column: ColumnElement[str]) -> Filter:
    return lambda name, values, _: column == text_of(name, values[-1])


def _part_of(column: ColumnElement[str]) -> Filter:
    def condition(name: str, values: Sequence[str], _: Sight) -> Condition:
        text = text_of(name, values[-1])
        # Upstream folds what is asked for and not what is stored, so that it finds no name with an accent.
        return or_(*(part_is(column, one) for one in sorted({text, folded(text)})))

    return condition


def _whole(column: ColumnElement[int]) -> Filter:
    """Compare as a large number: one beyond the column's own type equals none, and is no error."""
    return lambda name, values, _: column == literal(integer_of(name, values[-1]), BigInteger)


def _since(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.observation_date >= instant_of(name, values[-1])


def _until(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.observation_date <= instant_of(name, values[-1])


def _day(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.observation_day == day_of(name, values[-1])


def _moment(column: ColumnElement[object]) -> Filter:
    return lambda name, values, _: column == instant_of(name, values[-1])


def _exposure(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.exposure_time >= real_of(name, values[-1])


def _no_target(_: str, __: Sequence[str], ___: Sight) -> Condition:
    return frame.c.target_name == ""


def _include_types(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.configuration_type.in_(types_of(name, values))


def _exclude_types(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.configuration_type.not_in(types_of(name, values))


def _science(name: str, values: Sequence[str], _: Sight) -> Condition | None:
    return frame.c.configuration_type.in_(SCIENCE_TYPES) if flag_of(name, values[-1]) else None


def _public(name: str, values: Sequence[str], sight: Sight) -> Condition | None:
    return None if flag_of(name, values[-1]) else sight.own()


def submitters(values: Sequence[str]) -> list[str]:
    """Return the texts of which a frame's USERID is one."""
    text = text_of(SUBMITTER, values[-1])
    return sorted({text, folded(text)})


def _submitter(_: str, values: Sequence[str], __: Sight) -> Condition:
    return or_(*(frame.c.headers.contains({"USERID": one}) for one in submitters(values)))


def _region(about: Callable[[str], Condition]) -> Filter:
    def condition(name: str, values: Sequence[str], _: Sight) -> Condition:
        try:
            return about(read_region(values[-1]))
        except RingError as error:
            raise BadRequestError(f"{name}: {error}") from error

    return condition


_EXACT = {
    "proposal_id": ("PROPID", _exact_text(frame.c.proposal_id)),
    "configuration_type": ("OBSTYPE", _exact_text(frame.c.configuration_type)),
    "instrument_id": ("INSTRUME", _exact_text(frame.c.instrument_id)),
    "reduction_level": ("RLEVEL", _whole(frame.c.reduction_level)),
    "site_id": ("SITEID", _exact_text(frame.c.site_id)),
    "telescope_id": ("TELID", _exact_text(frame.c.telescope_id)),
    "primary_optical_element": ("FILTER", _exact_text(frame.c.primary_optical_element)),
    "observation_id": ("BLKUID", _whole(frame.c.observation_id)),
    "request_id": ("REQNUM", _whole(frame.c.request_id)),
    "exposure_time": ("EXPTIME", _exposure),
    "exclude_configuration_type": ("exclude_OBSTYPE", _exclude_types),
    "dayobs": ("DAY_OBS", _day),
}
"""Each has its old name, too."""

FILTERS: Mapping[str, Filter] = {
    **{name: found for new, (old, found) in _EXACT.items() for name in (new, old)},
    "start": _since,
    "end": _until,
    "basename": _part_of(frame.c.basename),
    "basename_exact": _exact_text(frame.c.basename),
    "target_name": _part_of(frame.c.target_name),
    "target_name_exact": _exact_text(frame.c.target_name),
    "OBJECT": _part_of(frame.c.target_name),
    "empty_target_name": _no_target,
    "include_configuration_type": _include_types,
    "exclude_calibrations": _science,
    "public": _public,
    SUBMITTER: _submitter,
    "covers": _region(covers),
    "intersects": _region(intersects),
    "L1PUBDAT": _moment(frame.c.public_date),
    "DATE_OBS": _moment(frame.c.observation_date),
}
