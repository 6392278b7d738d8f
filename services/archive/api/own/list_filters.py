"""Filters that OCS' list lacks and its `deleteframes` has: ranges of nights, and lists of values."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement

from services.archive.api.ocs.filters import Condition, Filter
from services.archive.api.ocs.values import day_of, text_of
from services.archive.database.tables import frame
from services.archive.query.sight import Sight
from shared.web.problem import BadRequestError

VALUES_MAX = 200
"""Of one list: all instruments of an observatory."""


def _after(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.observation_day > day_of(name, values[-1])


def _before(name: str, values: Sequence[str], _: Sight) -> Condition:
    return frame.c.observation_day < day_of(name, values[-1])


def _among(column: ColumnElement[str]) -> Filter:
    return lambda name, values, _: column.in_(_texts(name, values))


def _not_among(column: ColumnElement[str]) -> Filter:
    return lambda name, values, _: column.not_in(_texts(name, values))


def _texts(name: str, values: Sequence[str]) -> list[str]:
    if len(values) > VALUES_MAX:
        raise BadRequestError(f"{name}: at most {VALUES_MAX} values")
    return [text_of(name, value) for value in values]


LIST_FILTERS: Mapping[str, Filter] = {
    "dayobs_after": _after,
    "dayobs_before": _before,
    "include_proposal_id": _among(frame.c.proposal_id),
    "exclude_proposal_id": _not_among(frame.c.proposal_id),
    "include_instrument_id": _among(frame.c.instrument_id),
    "exclude_instrument_id": _not_among(frame.c.instrument_id),
}
"""Both days are exclusive, as those of `deleteframes`; the others are repeatable."""
