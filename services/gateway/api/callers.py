"""The route by which a caller learns who it is here, and what it may."""

from fastapi import APIRouter

from services.gateway.api.parameters import OfGateway
from shared.contracts.http.access import CallerAnswer
from shared.web.authorise import Asking, Scope
from shared.web.catalog.parameters import PREFIX

router = APIRouter(prefix=PREFIX, tags=["access"])


@router.get("/caller")
async def read_caller(context: OfGateway, caller: Asking) -> CallerAnswer:
    """Who asks, and its scopes in the collection: pages offer what they allow, and each route asks again."""
    collection = context.identity.collection
    scopes = tuple(scope for scope in Scope if caller.rights.may(scope, collection))
    if not scopes:
        caller.refuse(Scope.READ)
    return CallerAnswer(
        name=caller.name,
        known=caller.known,
        collection=collection,
        site=context.identity.site,
        scopes=scopes,
        whole=caller.rights.has_all(Scope.READ, collection),
        lends=caller.known and caller.lends,
    )
