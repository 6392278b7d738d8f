"""Parameters of routes about a collection, with their bounds and their words for the documentation."""

from typing import Annotated

from fastapi import Path, Query

from shared.catalog.store.commits import REVISION_END
from shared.model.names import NAME_PATTERN
from shared.model.paths import PATH_MAX

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
Revision = Annotated[int, Query(ge=0, le=REVISION_MAX)]
