"""Routes about tokens, for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response, status

from shared.access.book import AccessBook
from shared.access.signed.token_records import row_of
from shared.access.token_store import TokenStore
from shared.contracts.http.access import TokenList, TokenMade, TokenRequest, TokenRow
from shared.contracts.messages.access import ID_PATTERN
from shared.web.authorise import Asking, Caller, Scope
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError, problems

router = APIRouter(prefix="/api/v1", tags=["tokens"])

Book = Annotated[AccessBook, Depends(provided(AccessBook))]
Store = Annotated[TokenStore, Depends(provided(TokenStore))]
TokenId = Annotated[str, Path(pattern=ID_PATTERN, description="The id that the list shows.")]


@router.post("/tokens", status_code=status.HTTP_201_CREATED, responses=problems(409, 422))
async def create_token(
    request: TokenRequest, caller: Asking, store: Store, book: Book, response: Response
) -> TokenMade:
    """Make a token. Its text is in this answer alone."""
    check_lending(caller, request)
    made = await store.create(request, by=caller.name)
    await book.hear(lambda: bool(book.tokens(made.id)))
    response.headers["Cache-Control"] = "no-store"
    return made


@router.get("/tokens")
async def list_tokens(caller: Asking, store: Store, book: Book) -> TokenList:
    """The tokens of the collections that the caller administers, dead ones too."""
    caller.demand(Scope.ADMIN, None)
    await book.ready()
    now = store.now()
    mine = (record for record in book.all_tokens() if _administers(caller, record.collection))
    return TokenList(tokens=tuple(row_of(record, now) for record in mine))


@router.delete("/tokens/{token}", responses=problems(404, 409, 422))
async def revoke_token(token: TokenId, caller: Asking, store: Store, book: Book) -> TokenRow:
    """Revoke a token: it lets nobody in any more, here and everywhere."""
    caller.demand(Scope.ADMIN, None)
    await book.ready()
    record = next((one for one in book.tokens(token) if _administers(caller, one.collection)), None)
    if record is None:
        raise NotFoundError(f"you have no token {token}: `spicerack token list` lists them")
    gone = await store.revoke(record, by=caller.name)
    await book.hear(lambda: not any(one.hash for one in book.tokens(token)))
    return row_of(gone, store.now())


def check_lending(caller: Caller, request: TokenRequest) -> None:
    """Make sure that a caller makes no token that may more than itself.

    Raises:
        UnauthenticatedError, ForbiddenError: it would.
    """
    place = request.collection
    caller.demand(Scope.ADMIN, place)
    if not request.prefixes:
        caller.demand_all(place, Scope.ADMIN)
    for prefix in request.prefixes:
        caller.demand(Scope.ADMIN, place, prefix)


def _administers(caller: Caller, collection: str) -> bool:
    """Tell whether all of a collection, or all of all, is the caller's."""
    return caller.rights.has_all(Scope.ADMIN, collection)
