"""Tokens on the bus: made, listed, revoked. By an admin's request, or by an operator with the bus at hand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError

from shared.access.signed.token_records import made_of, new_record, revoked
from shared.access.signed.unsigned import check_unsigned, nobody_asked, sign_nothing
from shared.bus.port import Bus
from shared.contracts.bucket_keys import token_key
from shared.contracts.http.access import TokenMade, TokenRequest
from shared.contracts.messages.access import TokenRecord
from shared.contracts.topology import Bucket
from shared.web.problem import RefusedError

TOKENS_MAX = 10_000
"""Records in the bucket: every process keeps all in memory, at half a KiB each."""

REMEMBERED = timedelta(days=400)
"""That a dead token stays in the list; nobody can have been away from the bus for longer and go on."""

TRIES = 5
"""Of compare-and-set."""


@dataclass(frozen=True, slots=True)
class TokenStore:
    """The bucket of tokens."""

    bus: Bus
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    asks: Callable[[str], bool] = nobody_asked
    """Tells whether an operator has to sign what is said of a collection."""
    sign: Callable[[TokenRecord], Awaitable[None]] = sign_nothing
    """Called with each record before it is stored."""

    async def create(self, request: TokenRequest, *, by: str) -> TokenMade:
        """Make a token; the answer is the one place where it stands.

        Raises:
            RefusedError: an operator has to sign it, there are too many, or its time is over already.
            BusError: the bus does not take it.
        """
        check_unsigned(request.collection, asks=self.asks(request.collection))
        now = self.now()
        if request.expires_at is not None and request.expires_at <= now:
            raise RefusedError("expires_at is over already: say a time to come")
        await self._make_room(now)
        new, record = new_record(request, now=now, by=by, random_bytes=self.random_bytes)
        key, value = token_key(record.collection, record.id), record.model_dump_json().encode()
        await self.sign(record)
        if await self.bus.update(Bucket.TOKENS, key, value, revision=0) is None:
            raise RefusedError("a token of this id is there already: ask again")
        return made_of(new, record, now)

    async def list(self) -> Sequence[TokenRecord]:
        """Return every record, by name. Raises BusError."""
        found = [record for record, _ in (await self._records()).values()]
        return sorted(found, key=lambda record: (record.name, record.id))

    async def revoke(self, record: TokenRecord, *, by: str) -> TokenRecord:
        """Have a token let nobody in any more. It stays in the list, without its hash.

        Raises:
            RefusedError: an operator has to sign it, or others change it all the time.
            BusError: the bus does not take it.
        """
        check_unsigned(record.collection, asks=self.asks(record.collection))
        key, gone = token_key(record.collection, record.id), revoked(record, self.now(), by=by)
        await self.sign(gone)
        for _ in range(TRIES):
            message = await self.bus.value(Bucket.TOKENS, key)
            if message is None:
                return record
            value = gone.model_dump_json().encode()
            if await self.bus.update(Bucket.TOKENS, key, value, revision=message.sequence) is not None:
                return gone
        raise RefusedError(f"token {record.id} is being changed by others: ask again")

    async def _make_room(self, now: datetime) -> None:
        """Remove records that were dead for long. Raises RefusedError: too many are alive."""
        records = await self._records()
        if len(records) < TOKENS_MAX:
            return
        dead = [key for key, (record, _) in records.items() if _is_long_dead(record, now)]
        if not dead:
            raise RefusedError(f"there are {len(records)} tokens: revoke some, or let them expire")
        await asyncio.gather(*(self.bus.remove(Bucket.TOKENS, key) for key in dead))

    async def _records(self) -> dict[str, tuple[TokenRecord, int]]:
        found: dict[str, tuple[TokenRecord, int]] = {}
        for key, message in (await self.bus.values(Bucket.TOKENS)).items():
            try:
                found[key] = (TokenRecord.model_validate_json(message.data), message.sequence)
            except ValidationError:
                continue
        return found


def _is_long_dead(record: TokenRecord, now: datetime) -> bool:
    ended = min(filter(None, (record.revoked_at, record.expires_at)), default=None)
    return ended is not None and ended < now - REMEMBERED
