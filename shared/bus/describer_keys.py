"""The keys of describers, in the bucket of sites: which may speak for a site of a collection."""

from shared.bus.port import Bus
from shared.contracts.bucket_keys import describer_record_key
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Bucket


class DescriberKeys:
    """The keys of one collection that were seen to be registered."""

    def __init__(self, bus: Bus, *, collection: str) -> None:
        self._bus = bus
        self._collection = collection
        self._known: set[tuple[str, str]] = set()

    async def register(self, record: DescriberRecord) -> None:
        """Register a key, unless it is registered. The server lets a site register its own alone."""
        name = describer_record_key(record.collection, record.site, record.key)
        if await self._bus.value(Bucket.SITES, name) is None:
            await self._bus.put(Bucket.SITES, name, record.model_dump_json().encode())
        self._known.add((record.site, record.key))

    async def learn(self, site: str, key: str) -> None:
        """Look a key of a site up, unless it is known already."""
        if (site, key) in self._known:
            return
        name = describer_record_key(self._collection, site, key)
        if await self._bus.value(Bucket.SITES, name) is not None:
            self._known.add((site, key))

    def trusts(self, site: str, key: str) -> bool:
        """Tell whether a key, once learned, may describe for a site."""
        return (site, key) in self._known
