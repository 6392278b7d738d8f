"""The kinds of questions that are refused: each is counted, so that an operator sees who tries what."""

from collections.abc import Mapping

from services.archive.database.databases import TooLongError
from services.archive.sky.ring import RingError
from shared.web.problem import BadRequestError, MalformedError, TooLargeError

TOO_LONG = "too-long"
"""The database ended it: the statement took longer than one may."""

REGION = "region"
"""No region or interval, or one that is too large to be asked about."""

ADQL = "adql"
"""A query in ADQL that is none, or asks for what is not answered."""

OBSERVATORY = "virtual-observatory"
"""Another parameter of its clients that is out of form."""

VALUE = "value"
"""A value, a keyword or the name of a parameter that is out of form."""

TOO_MANY = "too-many"
"""More frames than one answer tells."""

KINDS = (TOO_LONG, REGION, ADQL, OBSERVATORY, VALUE, TOO_MANY)

OF_ERRORS: Mapping[type[Exception], str] = {
    TooLongError: TOO_LONG,
    TooLargeError: TOO_MANY,
    BadRequestError: VALUE,
    MalformedError: VALUE,
}


def kind_of(error: Exception) -> str | None:
    """Return the kind of a refusal; None of what is none."""
    if isinstance(error.__cause__, RingError):
        return REGION
    return next((kind for known, kind in OF_ERRORS.items() if isinstance(error, known)), None)
