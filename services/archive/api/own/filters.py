"""The filters of our own list: OCS' new names, cones, and any header keyword; an unknown one is refused."""

from difflib import get_close_matches

from services.archive.api.header_filters import HEADER, header_condition
from services.archive.api.ocs.filters import FILTERS, Condition, Given
from services.archive.api.ocs.values import real_of
from services.archive.api.own.list_filters import LIST_FILTERS
from services.archive.query.regions import within_cone
from services.archive.query.sight import Sight
from services.archive.sky.ring import RingError, checked_point
from shared.web.problem import MalformedError

KNOWN = {**{name: made for name, made in FILTERS.items() if name == name.lower()}, **LIST_FILTERS}
"""Of OCS' filters those with small letters: the old names are for old clients."""

NAMES = tuple(sorted(KNOWN))

OWN = ("changed_since", "cone", "columns", "cursor", "format", "limit")

CONE_MAX = 90.0
"""Degrees of a cone's radius: half the sky."""


def own_conditions(given: Given, sight: Sight) -> list[Condition]:
    """Return what the filters of a request come to.

    Raises:
        MalformedError: there is no such parameter.
        BadRequestError: a value is out of form.
    """
    made: list[Condition] = []
    for name, values in given.items():
        if name in NAMES:
            condition = KNOWN[name](name, values, sight)
            made += [] if condition is None else [condition]
        elif name.startswith(HEADER):
            made.append(header_condition(name, values[-1]))
        elif name == "cone":
            made.append(_cone(values[-1]))
        elif name not in OWN:
            raise MalformedError(_unknown(name))
    return made


def _unknown(name: str) -> str:
    near = get_close_matches(name, (*NAMES, *OWN), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join((*NAMES, *OWN))}"
    return f"no parameter {name[:80]!r}: {hint} A header keyword is asked for as header.KEYWORD"


def _cone(value: str) -> Condition:
    words = value.split(",")
    if len(words) != 3:
        raise MalformedError("cone: right ascension, declination and radius in degrees, as 10.5,-20,0.25")
    ra, dec, radius = (real_of("cone", word) for word in words)
    if not 0 <= radius <= CONE_MAX:
        raise MalformedError(f"cone: a radius from 0 to {CONE_MAX:g} degrees")
    try:
        return within_cone(checked_point((ra, dec)), radius)
    except RingError as error:
        raise MalformedError(f"cone: {error}") from error
