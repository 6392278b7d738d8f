"""Routes about who sees what of a collection without a token, and before its time; for admins."""

from typing import Annotated, Never

from fastapi import APIRouter, Depends, Header, Path, Response

from shared.access.book import AccessBook
from shared.access.rules_store import RulesStore
from shared.contracts.http.access import RulesShown, RulesWanted
from shared.contracts.messages.access import AccessRules
from shared.model.globs import fits_something
from shared.model.names import NAME_PATTERN
from shared.web.authorise import Asking, Caller, Scope
from shared.web.dependencies import provided
from shared.web.problem import ChangedError, MalformedError, NotFoundError, RefusedError, problems

router = APIRouter(prefix="/api/v1", tags=["access"])

Book = Annotated[AccessBook, Depends(provided(AccessBook))]
Collection = Annotated[str, Path(pattern=NAME_PATTERN, description="The collection that is asked about.")]


Store = Annotated[RulesStore, Depends(provided(RulesStore))]


IfMatch = Annotated[
    str | None,
    Header(
        pattern=r'^("[0-9]{1,18}"|\*)$',
        description="The `ETag` of the rules that are replaced; without it, of those that stand.",
    ),
]


@router.get("/collections/{collection}/access", responses=problems(404, 422))
async def read_rules(
    collection: Collection, caller: Asking, store: Store, book: Book, response: Response
) -> RulesShown:
    """The rules of the collection."""
    await _check(collection, caller, store, book)
    return _shown(response, collection, book.rules(collection), book.rules_revision(collection))


@router.put("/collections/{collection}/access", responses=problems(404, 409, 412, 422))
async def write_rules(
    *,
    collection: Collection,
    wanted: RulesWanted,
    caller: Asking,
    store: Store,
    book: Book,
    response: Response,
    if_match: IfMatch = None,
) -> RulesShown:
    """Replace the rules of the collection; every process of it keeps them within a moment."""
    await _check(collection, caller, store, book)
    rules = wanted.rules()
    _check_patterns(rules, standing=book.rules(collection))
    said = None if if_match in (None, "*") else int((if_match or "").strip('"'))
    revision = await store.replace(rules, revision=book.rules_revision(collection) if said is None else said)
    if revision is None:
        _refuse(collection, said)
    await book.hear(lambda: book.rules_revision(collection) >= revision)
    return _shown(response, collection, rules, revision)


def _check_patterns(rules: AccessRules, *, standing: AccessRules) -> None:
    """Make sure that each new pattern can fit a path, as who hides by it thinks. Raises MalformedError."""
    stand = {rule.pattern for rule in standing.hidden}
    for pattern in (rule.pattern for rule in rules.hidden):
        if pattern not in stand and not fits_something(pattern):
            raise MalformedError(
                f"no path fits {pattern!r}: none has an empty, '.' or '..' part; `DIR/**` hides a directory"
            )


def _refuse(collection: str, said: int | None) -> Never:
    """Say that another admin was first. Raises ChangedError or RefusedError."""
    what = "nothing was changed: read them, and say yours again over what stands there"
    if said is not None:
        raise ChangedError(
            f"the rules of collection {collection} are not those of revision {said} any more; {what}"
        )
    raise RefusedError(f"somebody else changed the rules of collection {collection} at this moment; {what}")


def _shown(response: Response, collection: str, rules: AccessRules, revision: int) -> RulesShown:
    response.headers["ETag"] = f'"{revision}"'
    return RulesShown(
        collection=collection, revision=revision, **rules.model_dump(exclude={"schema_version"})
    )


async def _check(collection: str, caller: Caller, store: RulesStore, book: AccessBook) -> None:
    caller.demand_all(collection, Scope.ADMIN)
    if collection != store.collection:
        raise NotFoundError(f"this site has no collection {collection}: it has {store.collection}")
    await book.ready()
