"""Routes about who sees what of a collection without a token, and before its time; for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from shared.access.book import AccessBook
from shared.access.rules_store import RulesStore
from shared.contracts.http.access import RulesShown, RulesWanted
from shared.contracts.messages.access import AccessRules
from shared.model.names import NAME_PATTERN
from shared.web.authorise import Asking, Caller, Scope
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError, problems

router = APIRouter(prefix="/api/v1", tags=["access"])

Book = Annotated[AccessBook, Depends(provided(AccessBook))]
Collection = Annotated[str, Path(pattern=NAME_PATTERN, description="The collection that is asked about.")]


Store = Annotated[RulesStore, Depends(provided(RulesStore))]


@router.get("/collections/{collection}/access", responses=problems(404, 422))
async def read_rules(collection: Collection, caller: Asking, store: Store, book: Book) -> RulesShown:
    """The rules of the collection."""
    await _check(collection, caller, store, book)
    return _shown(collection, book.rules(collection))


@router.put("/collections/{collection}/access", responses=problems(404, 422))
async def write_rules(
    collection: Collection, wanted: RulesWanted, caller: Asking, store: Store, book: Book
) -> RulesShown:
    """Replace the rules of the collection; every process of it keeps them within a moment."""
    await _check(collection, caller, store, book)
    rules = wanted.rules()
    await store.put(rules)
    await book.hear(lambda: book.rules(collection) == rules)
    return _shown(collection, rules)


def _shown(collection: str, rules: AccessRules) -> RulesShown:
    return RulesShown(collection=collection, **rules.model_dump(exclude={"schema_version"}))


async def _check(collection: str, caller: Caller, store: RulesStore, book: AccessBook) -> None:
    caller.demand_all(collection, Scope.ADMIN)
    if collection != store.collection:
        raise NotFoundError(f"this site has no collection {collection}: it has {store.collection}")
    await book.ready()
