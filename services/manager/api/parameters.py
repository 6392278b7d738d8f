"""What routes take, with its bounds and its words for the documentation."""

from typing import Annotated

from fastapi import Path, Query

from services.manager.api.problem import NotFoundError
from services.manager.context import ManagerContext
from shared.catalog.store.commits import REVISION_END

PAGE_MAX = 1000
"""Rows of one page: some 300 KiB of JSON."""

REVISION_MAX = REVISION_END
"""Largest number that a revision may have in a question."""

Collection = Annotated[str, Path(description="The collection that this manager keeps.")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="Rows of one page.")]
Prefix = Annotated[str, Query(description="Only paths that begin with this.")]
After = Annotated[str, Query(description="The cursor of the page before: its `next`.")]
Before = Annotated[
    int | None, Query(ge=1, le=REVISION_MAX, description="The cursor of the page before: its `next`.")
]
At = Annotated[
    int | None, Query(ge=0, le=REVISION_MAX, description="As the tree stood at this revision; default: now.")
]


def check_collection(context: ManagerContext, collection: str) -> None:
    """Make sure that this manager keeps a collection.

    Raises:
        NotFoundError: it keeps another.
    """
    own = context.identity.collection
    if collection != own:
        raise NotFoundError(f"this site has no collection {collection}: it has {own}")


def check_revision(context: ManagerContext, revision: int) -> None:
    """Make sure that the tree has been at a revision.

    Raises:
        NotFoundError: the log has not come so far here.
    """
    head = context.state.projection.position.revision
    if revision > head:
        raise NotFoundError(f"revision {revision} is not there yet: this site has folded up to {head}")
