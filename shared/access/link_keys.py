"""Keys that links are signed with: a new one now and then, the older ones good as long as their links.

Beside them stands the one key that positions in streams are sealed with, as long as the collection is there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.access.book import AccessBook
from shared.access.token_text import new_id
from shared.bus.port import Bus
from shared.contracts.bucket_keys import link_keys_key
from shared.contracts.messages.access import LinkKey, LinkKeys
from shared.contracts.topology import Bucket
from shared.web.problem import BusyError

SIGNS_FOR = timedelta(days=7)
"""That a key signs: what a stolen one can do ends by itself."""

SECRET_BYTES = 32
"""As long as the hash (RFC 2104, section 3)."""

TRIES = 5
"""Of compare-and-set: all gateways of a collection may want a key at a time."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one collection, which all its gateways share."""

    bus: Bus
    book: AccessBook
    collection: str
    random_bytes: Callable[[int], bytes]
    longest: timedelta
    """Of a link: an old key is kept for so long after its last."""
    longest_of_sessions: timedelta
    """Of a link whose maker has logged in at an identity provider: nobody hears when that is withdrawn."""

    async def current(self, now: datetime) -> LinkKey:
        """Return the key to sign with, a new one where the last has signed for long enough.

        Raises:
            BusyError: others change the keys all the time.
            BusError: the bus does not take it.
        """
        await self.book.hear(lambda: bool(self.book.links[0].keys), within=1.0)
        for _ in range(TRIES):
            keys, revision = self.book.links
            newest = keys.keys[-1] if keys.keys else None
            if newest is not None and now < newest.signs_until:
                return newest
            kept = tuple(key for key in keys.keys if now < key.good_until)
            made = self._new(now)
            if await self._store(keys.model_copy(update={"keys": (*kept, made)}), revision):
                return made
        raise BusyError("the keys of links change all the time: ask again")

    async def renew(self, now: datetime) -> None:
        """Have one new key and no other: every link that there is ends.

        Raises:
            BusyError: others change the keys all the time.
            BusError: the bus does not take it.
        """
        await self.book.hear(lambda: bool(self.book.links[0].keys), within=1.0)
        for _ in range(TRIES):
            keys, revision = self.book.links
            if await self._store(keys.model_copy(update={"keys": (self._new(now),)}), revision):
                return
        raise BusyError("the keys of links change all the time: ask again")

    async def for_positions(self) -> bytes:
        """Return the key that positions in streams are sealed with, a new one where there is none.

        Raises:
            BusyError: others change the keys all the time.
            BusError: the bus does not take it.
        """
        await self.book.hear(lambda: bool(self.book.links[0].positions), within=1.0)
        for _ in range(TRIES):
            keys, revision = self.book.links
            if keys.positions:
                return bytes.fromhex(keys.positions)
            made = self.random_bytes(SECRET_BYTES).hex()
            await self._store(keys.model_copy(update={"positions": made}), revision)
        raise BusyError("the keys of links change all the time: ask again")

    def _new(self, now: datetime) -> LinkKey:
        return LinkKey(
            id=new_id(self.random_bytes),
            secret=self.random_bytes(SECRET_BYTES).hex(),
            signs_until=now + SIGNS_FOR,
            good_until=now + SIGNS_FOR + self.longest,
        )

    async def _store(self, keys: LinkKeys, revision: int) -> bool:
        """Store keys in place of a revision's. Tell whether they were taken: others may have been first."""
        name, value = link_keys_key(self.collection), keys.model_dump_json().encode()
        stored = await self.bus.update(Bucket.LINKS, name, value, revision=revision)
        # Either way something newer is on its way.
        await self.book.hear(lambda: self.book.links[1] > revision)
        return stored is not None
