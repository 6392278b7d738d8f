"""The membership of one collection as persons said it, heeded while its lease is held."""

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from services.orchestrator.decide.key_entries import RevokedKey
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.codec import BadMessageError, decode
from shared.bus.key_registry import Registry
from shared.bus.port import Bus, Message
from shared.contracts.bucket_keys import member_key, revoked_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.membership import KeyRevocation, Membership, Standing
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.service.members import RevocationStore

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Members:
    """Knows which keys are revoked, and forgets sites that were removed."""

    bus: Bus
    topology: Topology
    registry: Registry
    collection: str
    forget: Callable[[str], None]
    """Called with a site that was removed."""
    revoked: set[RevokedKey] = field(default_factory=set)

    async def begin(self) -> None:
        """Learn which keys are revoked: call it before anything is decided. Raises BusError."""
        for one in await RevocationStore(self.bus, self.collection).all():
            self.revoked.add((one.site, one.key))

    async def follow_revocations(self) -> None:
        """Take in each key that is revoked, without end. Raises BusError."""
        async for message in self._said(revoked_key(self.collection, "*")):
            one = _read(KeyRevocation, message)
            if one is not None:
                self.revoked.add((one.site, one.key))

    async def follow_removals(self) -> None:
        """Forget each site that is removed, without end; its directory and its manager stay as they are."""
        async for message in self._said(member_key(self.collection, "*")):
            one = _read(Membership, message)
            if one is not None and one.standing is Standing.REMOVED:
                await self._forget(one)

    async def _forget(self, removed: Membership) -> None:
        log.warning("site %s of collection %s is %s", removed.site, self.collection, removed.words)
        await self.registry.forget_site(self.collection, removed.site)
        await self.bus.purge(Stream.WANTS, self.topology.want(self.collection, removed.site))
        self.forget(removed.site)

    def _said(self, keys: str) -> AsyncIterator[Message]:
        return self.bus.follow(bucket_stream(Bucket.RULES), key_subject(Bucket.RULES, keys), after=0)


Said = TypeVar("Said", KeyRevocation, Membership)


def _read(model: type[Said], message: Message) -> Said | None:
    """Return what a key says; None where it says nothing any more, or what this version cannot read."""
    if is_removed(message):
        return None
    try:
        return decode(model, message.data)
    except (BadMessageError, NewerSchemaError) as error:
        log.error("%s cannot be read: %s", message.subject, error)
        return None
