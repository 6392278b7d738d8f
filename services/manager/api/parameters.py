"""Parameters of a manager's routes, with their bounds and their words for the documentation."""

from typing import Annotated

from fastapi import Depends, Path, Response

from services.manager.context import ManagerContext
from shared.model.names import NAME_PATTERN
from shared.web.catalog.parameters import Collection
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError
from shared.web.revision import say_revision

Site = Annotated[str, Path(pattern=NAME_PATTERN, description="A site of the collection.")]
Manager = Annotated[ManagerContext, Depends(provided(ManagerContext))]
"""The manager that answers, for routes about all of it."""


async def _keeper(collection: Collection, context: Manager, response: Response) -> ManagerContext:
    """Return the manager of a collection, and say in the answer how far it is.

    Raises:
        NotFoundError: it keeps another.
    """
    own = context.identity.collection
    if collection != own:
        raise NotFoundError(f"this site has no collection {collection}: it has {own}")
    say_revision(response, context.state.projection.position.revision)
    return context


Keeper = Annotated[ManagerContext, Depends(_keeper)]
"""The manager that answers, for routes about one collection."""
