"""Parameters of a gateway's routes, with their bounds and their words for the documentation."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from services.gateway.context import GatewayContext
from shared.web.catalog.parameters import Collection
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError
from shared.web.revision import say_revision

OfGateway = Annotated[GatewayContext, Depends(provided(GatewayContext))]

FilePath = Annotated[str, Path(description="A path of the collection.")]


def demand_collection(context: GatewayContext, collection: str) -> None:
    """Make sure that a gateway serves a collection. Raises NotFoundError."""
    own = context.identity.collection
    if collection != own:
        raise NotFoundError(f"this gateway has no collection {collection}: it has {own}")


async def _door(collection: Collection, context: OfGateway, response: Response) -> GatewayContext:
    """Return the gateway of a collection, and say in the answer how far it is."""
    demand_collection(context, collection)
    say_revision(response, context.followed.revision)
    return context


Door = Annotated[GatewayContext, Depends(_door)]
"""The gateway that answers, for routes about its collection."""


async def gateway_of(request: Request) -> GatewayContext:
    """Return the gateway that answers a raw route, for the collection of its path. Raises NotFoundError."""
    context = await provided(GatewayContext)(request)
    demand_collection(context, request.path_params["collection"])
    return context
