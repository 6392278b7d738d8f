"""The pauses of a collection on the bus: made and ended by an admin, heeded by each site's manager."""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Message
from shared.contracts.bucket_keys import pause_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.ask import EVERYBODY
from shared.contracts.messages.sites.pause import BY_MAX, Pause
from shared.contracts.messages.version import NewerSchemaError
from shared.orders.ordered_rules import RulesBus

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a pause that cannot be read."""


@dataclass(frozen=True, slots=True)
class PauseStore:
    """Where the pauses of a collection are stored. Everything may raise BusError."""

    bus: RulesBus
    collection: str

    async def of(self, site: str) -> Pause | None:
        """Return the pause that a site has to heed: that of all sites, or its own."""
        for one in (EVERYBODY, site):
            message = await self.bus.value(Bucket.RULES, pause_key(self.collection, one))
            if message is not None:
                return self._read(one, message)
        return None

    async def all(self) -> dict[str, Pause]:
        """Return all pauses, by site."""
        prefix = pause_key(self.collection, "")
        values = await self.bus.values(Bucket.RULES)
        sites = {key.removeprefix(prefix): one for key, one in values.items() if key.startswith(prefix)}
        return {site: self._read(site, message) for site, message in sorted(sites.items())}

    async def pause(self, site: str, *, since: datetime, by: str) -> Pause:
        """Pause a site, or all of them; one that is paused stays so since when it was."""
        pause = Pause(collection=self.collection, site=site, since=since, by=by[:BY_MAX])
        key = pause_key(self.collection, site)
        await self.bus.create(Bucket.RULES, key, pause.model_dump_json().encode())
        standing = await self.bus.value(Bucket.RULES, key)
        return pause if standing is None else self._read(site, standing)

    async def resume(self, site: str) -> tuple[Pause, ...]:
        """End the pause of a site, or every pause where it is EVERYBODY; return those that ended."""
        standing = await self.all()
        ended = standing if site == EVERYBODY else {one: standing[one] for one in (site,) if one in standing}
        for one in ended:
            await self.bus.remove(Bucket.RULES, pause_key(self.collection, one))
        return tuple(ended.values())

    def _read(self, site: str, message: Message) -> Pause:
        """Return what a key says. One that cannot be read is a pause all the same: somebody has made it."""
        try:
            return decode(Pause, message.data)
        except (BadMessageError, NewerSchemaError):
            return Pause(collection=self.collection, site=site, since=LONG_AGO)
