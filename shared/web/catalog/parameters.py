"""Parameters of routes about a collection, with their bounds and their words for the documentation."""

from typing import Annotated

from fastapi import Path, Query

from shared.catalog.store.commits import REVISION_END
from shared.catalog.store.projection_view import ProjectionView
from shared.model.moment import MOMENT_MAX, Moment, MomentError, parse_moment
from shared.model.names import NAME_PATTERN
from shared.model.paths import PATH_MAX
from shared.web.problem import MalformedError, NotFoundError

PREFIX = "/api/v1"
"""Of every route; a change that old callers cannot bear gets another."""

REVISION_MAX = REVISION_END
"""Largest number that a revision may have in a question."""

Collection = Annotated[str, Path(pattern=NAME_PATTERN, description="The collection that is asked about.")]
Prefix = Annotated[str, Query(max_length=PATH_MAX, description="Only paths that begin with this.")]
AfterPath = Annotated[
    str, Query(max_length=PATH_MAX, description="The cursor of the page before: its `next`.")
]
Before = Annotated[
    int | None, Query(ge=1, le=REVISION_MAX, description="The cursor of the page before: its `next`.")
]
MOMENT_PATTERN = r"^[0-9T:.Z+\- ]+$"
"""Of a revision, or of a time of ISO 8601."""

AtText = Annotated[
    str | None,
    Query(
        max_length=MOMENT_MAX,
        pattern=MOMENT_PATTERN,
        description="As it stood at this revision, or at this time (ISO 8601); default: now.",
    ),
]
EarlierText = Annotated[
    str,
    Query(
        alias="from",
        max_length=MOMENT_MAX,
        pattern=MOMENT_PATTERN,
        description="One revision or time; 0 is before the first.",
    ),
]
LaterText = Annotated[
    str | None,
    Query(
        alias="to",
        max_length=MOMENT_MAX,
        pattern=MOMENT_PATTERN,
        description="The other; it may be the earlier one. Default: now.",
    ),
]


def moment_of(text: str | None) -> Moment | None:
    """Return the moment that a request names. Raises MalformedError."""
    try:
        return None if text is None else parse_moment(text)
    except MomentError as error:
        raise MalformedError(str(error)) from error


def revision_of(view: ProjectionView, moment: Moment) -> int:
    """Return the revision of a moment.

    Raises:
        NotFoundError: the log has not come so far here.
    """
    head = view.position.revision
    if isinstance(moment, int):
        if moment > head:
            raise NotFoundError(f"revision {moment} is not there yet: this site has folded up to {head}")
        return moment
    return view.commits.revision_at(moment)
