"""Following the descriptions of a collection from the bus."""

import asyncio
import logging
from collections.abc import Callable

from pydantic import ValidationError

from shared.bus.codec import BadMessageError, decode
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus, Message
from shared.contracts.messages.description import Description
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.descriptions.believe import Doubt, Heard, believe
from shared.model.base import FrozenModel
from shared.model.names import SiteName

log = logging.getLogger(__name__)


class _OfSite(FrozenModel):
    """All of a description that has to be known before its signature can be checked."""

    site: SiteName


class DescriptionReader:
    """Feeds every description of one collection, in the order of the stream, to a fold."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        keys: DescriberKeys,
        collection: str,
        after: int,
        take: Callable[[Heard], None],
    ) -> None:
        """Wire the reader.

        Args:
            bus: where the descriptions are.
            topology: names their subjects.
            keys: learns the keys of describers.
            collection: whose contents.
            after: the sequence that was taken in last.
            take: takes one message in; called in their order.
        """
        self._bus = bus
        self._keys = keys
        self._collection = collection
        self._subject = topology.description(collection, "*")
        self._take = take
        self._seen = after
        self._moved = asyncio.Condition()

    @property
    def seen(self) -> int:
        """The last stream sequence that was taken in."""
        return self._seen

    async def run(self) -> None:
        """Follow until cancelled. Raises BusError; the next run goes on where this one stopped."""
        async for message in self._bus.follow(Stream.DESCRIPTIONS, self._subject, after=self._seen):
            self._take(await heard(message, keys=self._keys, collection=self._collection))
            async with self._moved:
                self._seen = message.sequence
                self._moved.notify_all()

    async def reach(self, sequence: int) -> None:
        """Wait until the message with this sequence, or one after it, was taken in."""
        async with self._moved:
            await self._moved.wait_for(lambda: self._seen >= sequence)


async def heard(message: Message, *, keys: DescriberKeys, collection: str) -> Heard:
    """Return what one message of the stream says, believed or not. Raises BusError."""
    content = message.subject.rpartition(".")[2]
    found: Description | Doubt
    try:
        signed = decode(Signed, message.data)
        site = _site_of(signed)
        if site is not None:
            await keys.learn(site, signed.key)
        found = believe(signed, collection=collection, content=content, trusts=keys.trusts)
    except BadMessageError:
        found = Doubt.MALFORMED
    except NewerSchemaError:
        found = Doubt.NEWER
    if isinstance(found, Doubt):
        log.warning("the description of content %s is not believed: it is %s", content[:12], found)
        return Heard(content=content, sequence=message.sequence, doubt=found)
    return Heard(content=content, sequence=message.sequence, description=found)


def _site_of(signed: Signed) -> str | None:
    """Return the site that a body names, where it is a name: a bucket's key is made of it."""
    try:
        return _OfSite.model_validate_json(signed.body).site
    except ValidationError:
        return None
