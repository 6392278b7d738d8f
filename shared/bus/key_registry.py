"""The registry of keys, in the bucket of sites: whose key speaks for which site, and who may commit."""

from collections.abc import AsyncIterator, Mapping

from pydantic import ValidationError

from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.port import Bus, Message
from shared.contracts.bucket_keys import orchestrator_key, site_key
from shared.contracts.messages.key_entry import Succession
from shared.contracts.messages.presence import OrchestratorRecord, SiteRecord
from shared.contracts.topology import Bucket
from shared.identity.succession import vouches
from shared.model.errors import OperatorError


class KeyConflictError(Exception):
    """Another key speaks for this site already: a person must say that this one shall."""


class NameTakenError(OperatorError):
    """A site of another collection has this name on this server: its transfer workers would take its jobs."""


class Registry:
    """Reads and writes records; knows the keys it has seen."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._orchestrators: set[str] = set()

    async def register_site(self, record: SiteRecord, *, replace: bool = False) -> None:
        """Register a site under its key. Says nothing where it is registered like this already.

        A key for which the one that is registered vouches takes its place.

        Raises:
            KeyConflictError: the site is registered with another key, and `replace` is not given.
            NameTakenError: it comes to this server, and a site of another collection is called so.
        """
        key = site_key(record.collection, record.site)
        value = record.model_dump_json().encode()
        standing = await self.site(record.collection, record.site)
        if standing is None:
            await self._check_name(record)
        if standing == record or (
            standing is None and await self._bus.create(Bucket.SITES, key, value) is not None
        ):
            return
        standing = await self.site(record.collection, record.site)
        if standing is not None and not (replace or succeeds(record, standing)):
            raise KeyConflictError(f"site {record.site} is known by another key")
        await self._bus.put(Bucket.SITES, key, value)

    async def _check_name(self, record: SiteRecord) -> None:
        """Make sure that no site of another collection has the name: jobs wait in one queue for each name."""
        named = (one.collection for one in await self.sites() if one.site == record.site)
        taken = next((collection for collection in named if collection != record.collection), None)
        if taken is not None:
            raise NameTakenError(
                f"collection {taken} has a site {record.site} on this server, and jobs of both would wait in "
                f"one queue: give this site of collection {record.collection} another name, or say "
                f"`spicerack site remove {record.site}` there, if that one is gone"
            )

    async def forget_site(self, collection: str, site: str) -> None:
        """Take the record of a site away that was removed. Its key stays in the log."""
        await self._bus.remove(Bucket.SITES, site_key(collection, site))

    async def site(self, collection: str, site: str) -> SiteRecord | None:
        """Return a site's record."""
        message = await self._bus.value(Bucket.SITES, site_key(collection, site))
        return SiteRecord.model_validate_json(message.data) if message is not None else None

    async def sites(self) -> list[SiteRecord]:
        """Return all sites of all collections, by name; a record that cannot be read is left out."""
        return sites_in(await self._bus.values(Bucket.SITES))

    async def follow_collections(self) -> AsyncIterator[str]:
        """Yield the collection of every site that is there, and of each that is registered, without end."""
        stream, subject = bucket_stream(Bucket.SITES), key_subject(Bucket.SITES, "site.>")
        async for message in self._bus.follow(stream, subject, after=0):
            try:
                yield SiteRecord.model_validate_json(message.data).collection
            except ValidationError:
                continue

    async def register_orchestrator(self, key: str) -> None:
        """Register a key that may sign commits, unless it is registered."""
        name = orchestrator_key(key)
        if await self._bus.value(Bucket.SITES, name) is None:
            value = OrchestratorRecord(key=key).model_dump_json().encode()
            await self._bus.put(Bucket.SITES, name, value)
        self._orchestrators.add(key)

    async def learn(self, key: str) -> None:
        """Look a signing key up, unless it is known already."""
        if key in self._orchestrators:
            return
        if await self._bus.value(Bucket.SITES, orchestrator_key(key)) is not None:
            self._orchestrators.add(key)

    def trusts(self, key: str) -> bool:
        """Tell whether a key, once learned, may sign commits."""
        return key in self._orchestrators


def succeeds(record: SiteRecord, standing: SiteRecord) -> bool:
    """Tell whether a new record of a site has the registered key, or one that this one vouches for."""
    if record.key == standing.key:
        return True
    said = Succession(collection=record.collection, site=record.site, key=record.key)
    return vouches(record.vouched, said, before=standing.key)


def sites_in(values: Mapping[str, Message]) -> list[SiteRecord]:
    """Return all sites among the values of the bucket, by name; what cannot be read is left out."""
    records: list[SiteRecord] = []
    for key in sorted(values):
        if key.startswith("site."):
            try:
                records.append(SiteRecord.model_validate_json(values[key].data))
            except ValidationError:
                continue
    return records
