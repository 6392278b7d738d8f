"""The parameters of our own list, as they were said: what would be passed over is refused."""

from starlette.datastructures import QueryParams

from services.archive.api.ocs.filters import Given
from services.archive.api.ocs.listing import given_of
from services.archive.api.ocs.paging import LIMIT, LIMIT_MAX
from shared.web.problem import MalformedError

REPEATED = frozenset(
    f"{does}_{what}"
    for does in ("include", "exclude")
    for what in ("proposal_id", "instrument_id", "configuration_type")
)
"""Parameters that are lists."""


def asked_of(parameters: QueryParams) -> Given:
    """Return the parameters with their values.

    Raises:
        MalformedError: one says nothing, or says twice what is understood once.
        BadRequestError: there are too many.
    """
    given = given_of(parameters)
    for name, value in parameters.multi_items():
        if not value:
            raise MalformedError(f"{name[:80]}: no value is said; leave it out, or say one")
    for name, values in given.items():
        if len(values) > 1 and name not in REPEATED:
            raise MalformedError(f"{name[:80]} is said {len(values)} times: once is understood")
    return given


def page_limit(given: Given) -> int:
    """Return how many frames a page has. Raises MalformedError."""
    text = given["limit"][-1] if "limit" in given else str(LIMIT)
    if not (
        text.isascii() and text.isdigit() and len(text) <= len(str(LIMIT_MAX)) and 0 < int(text) <= LIMIT_MAX
    ):
        raise MalformedError(f"limit: a number of frames from 1 to {LIMIT_MAX}, not {text[:40]!r}")
    return int(text)
