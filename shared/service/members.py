"""The membership of sites on the bus: said by an admin, heeded by managers and orchestrators."""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Message
from shared.contracts.bucket_keys import member_key, revoked_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.membership import KeyRevocation, Membership, Standing
from shared.contracts.messages.sites.pause import BY_MAX
from shared.contracts.messages.version import NewerSchemaError
from shared.orders.ordered_rules import RulesBus

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of what cannot be read."""


@dataclass(frozen=True, slots=True)
class MemberStore:
    """Where the membership of a collection's sites is stored. Everything may raise BusError."""

    bus: RulesBus
    collection: str

    async def of(self, site: str) -> Membership | None:
        """Return how a site stands; None: it is a member as any other."""
        message = await self.bus.value(Bucket.RULES, member_key(self.collection, site))
        return None if message is None else self.read(site, message)

    async def all(self) -> dict[str, Membership]:
        """Return those that are no ordinary members, by site."""
        prefix = member_key(self.collection, "")
        values = await self.bus.values(Bucket.RULES)
        found = {key.removeprefix(prefix): one for key, one in values.items() if key.startswith(prefix)}
        return {site: self.read(site, message) for site, message in sorted(found.items())}

    async def set(self, site: str, standing: Standing, *, since: datetime, by: str) -> Membership:
        """Say how a site stands; where that is said already, it stays as it was said."""
        before = await self.of(site)
        if before is not None and before.standing is standing:
            return before
        said = Membership(
            collection=self.collection, site=site, standing=standing, since=since, by=by[:BY_MAX]
        )
        await self.bus.put(Bucket.RULES, member_key(self.collection, site), said.model_dump_json().encode())
        return said

    async def add(self, site: str) -> Membership | None:
        """Have a site be a member as any other again; return how it stood, None where it was one."""
        before = await self.of(site)
        if before is not None:
            await self.bus.remove(Bucket.RULES, member_key(self.collection, site))
        return before

    def read(self, site: str, message: Message) -> Membership:
        """Return what a key says. What cannot be read is a drain: it works on, and nobody counts on it."""
        try:
            return decode(Membership, message.data)
        except (BadMessageError, NewerSchemaError):
            return Membership(
                collection=self.collection, site=site, standing=Standing.DRAINING, since=LONG_AGO
            )


@dataclass(frozen=True, slots=True)
class RevocationStore:
    """Where the revoked keys of a collection's sites are stored. Everything may raise BusError."""

    bus: RulesBus
    collection: str

    async def add(self, site: str, key: str, *, since: datetime, by: str) -> KeyRevocation:
        """Revoke a key, once and for all; the first who did so stays named."""
        said = KeyRevocation(collection=self.collection, site=site, key=key, since=since, by=by[:BY_MAX])
        name = revoked_key(self.collection, key)
        await self.bus.create(Bucket.RULES, name, said.model_dump_json().encode())
        return said

    async def has(self, key: str) -> bool:
        """Tell whether a key is revoked."""
        return await self.bus.value(Bucket.RULES, revoked_key(self.collection, key)) is not None

    async def all(self) -> tuple[KeyRevocation, ...]:
        """Return all that can be read, by key."""
        prefix = revoked_key(self.collection, "")
        values = await self.bus.values(Bucket.RULES)
        read = (_read(values[key]) for key in sorted(values) if key.startswith(prefix))
        return tuple(one for one in read if one is not None)


def _read(message: Message) -> KeyRevocation | None:
    try:
        return decode(KeyRevocation, message.data)
    except (BadMessageError, NewerSchemaError):
        return None
