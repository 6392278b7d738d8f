"""The records of tokens as they come and go. Pure."""

from collections.abc import Callable
from datetime import datetime

from shared.access.token_text import NewToken, new_token
from shared.contracts.http.access import TokenMade, TokenRequest, TokenRow
from shared.contracts.messages.access import TokenRecord


def new_record(
    request: TokenRequest, *, now: datetime, by: str, random_bytes: Callable[[int], bytes]
) -> tuple[NewToken, TokenRecord]:
    """Return a new token, and what is stored of it."""
    new = new_token(random_bytes)
    record = TokenRecord(
        id=new.id,
        name=request.name,
        hash=new.hash,
        scope=request.scope,
        collection=request.collection,
        prefixes=request.prefixes,
        groups=request.groups,
        created_at=now,
        created_by=by,
        expires_at=request.expires_at,
    )
    return new, record


def made_of(new: NewToken, record: TokenRecord, now: datetime) -> TokenMade:
    """Return a new token as whoever asked for it is shown it."""
    return TokenMade(token=new.text, **row_of(record, now).model_dump())


def revoked(record: TokenRecord, now: datetime, *, by: str) -> TokenRecord:
    """Return the record of a token that lets nobody in any more."""
    return record.model_copy(update={"hash": "", "revoked_at": now, "revoked_by": by})


def row_of(record: TokenRecord, now: datetime) -> TokenRow:
    """Return a token as lists show it."""
    return TokenRow(**record.model_dump(exclude={"hash", "schema_version"}), good=record.is_good(now))
