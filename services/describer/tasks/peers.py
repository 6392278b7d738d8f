"""The describers of the collection that give signs of life, followed in memory."""

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from services.describer.context import SERVICE
from services.describer.decide.anew import Versions
from services.describer.decide.turns import Peer
from shared.bus.followed_bucket import FollowedBucket
from shared.bus.port import Bus, BusError, Message
from shared.bus.retry_forever import retry_forever
from shared.contracts.bucket_keys import ALL_SITES, services_key
from shared.contracts.messages.presence import DescriberPresence
from shared.contracts.topology import Bucket

PATIENCE = 5.0
"""Seconds that the first question waits for what stood on the bus at the start."""

RETRY = 1.0


class Peers:
    """Those that have the same describers: others come to another end, and none waits for them."""

    def __init__(
        self, bus: Bus, *, collection: str, mine: Versions, expires: float, monotonic: Callable[[], float]
    ) -> None:
        self._collection = collection
        self._mine = mine
        self._bucket = FollowedBucket(bus, Bucket.PRESENCE, monotonic=monotonic, expires=expires)

    async def run(self) -> None:
        """Follow until cancelled."""
        await retry_forever(self._bucket.run, doing="follow other describers", pause=RETRY)

    async def now(self) -> frozenset[Peer]:
        """Return who is there; nobody where the bus does not say, since a turn only saves work."""
        try:
            values = await self._bucket.values(within=PATIENCE)
        except BusError:
            return frozenset()
        return peers_in(values, collection=self._collection, mine=self._mine)


def peers_in(values: Mapping[str, Message], *, collection: str, mine: Versions) -> frozenset[Peer]:
    """Return the describers of a collection, with these versions, among the values of the bucket."""
    found: set[Peer] = set()
    prefix = services_key(SERVICE, collection, ALL_SITES).removesuffix(ALL_SITES)
    for key, message in values.items():
        if key.startswith(prefix):
            try:
                one = DescriberPresence.model_validate_json(message.data)
            except ValidationError:
                continue
            if one.site is not None and {each.name: each.version for each in one.describers} == mine:
                found.add(Peer(one.site, one.instance))
    return frozenset(found)
