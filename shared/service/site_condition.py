"""The condition of a site: whether a change in its directory would be published, and by which rules."""

from contextlib import suppress

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus, BusError
from shared.contracts.bucket_keys import manager_key, site_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import ManagerPresence, SiteRecord
from shared.contracts.messages.version import NewerSchemaError
from shared.heads.quarantine import DEFAULT, Policy, known_policy, parse_policy


class SiteCondition:
    """Asks the bus what the site's manager says of itself.

    Args:
        bus: has the buckets.
        collection: of the site.
        site: its name.
    """

    def __init__(self, bus: Bus, *, collection: str, site: str) -> None:
        self._bus = bus
        self._collection = collection
        self._site = site
        self._policy = parse_policy(DEFAULT)

    async def policy(self) -> Policy:
        """Return the rules of the site's quarantine, as its manager said them last."""
        with suppress(BusError, BadMessageError, NewerSchemaError):
            presence = await self._presence()
            if presence is not None and presence.quarantine is not None:
                self._policy = known_policy(presence.quarantine)
        return self._policy

    async def refusal(self) -> str | None:
        """Return why a change would not be published, for people; None where it would, or nobody can tell.

        A manager that is away publishes it when it is back.
        """
        try:
            presence = await self._presence()
            if presence is not None:
                return self._of_presence(presence)
            record = await self._bus.value(Bucket.SITES, site_key(self._collection, self._site))
        except (BusError, BadMessageError, NewerSchemaError):
            return None
        if record is None:
            return None
        return self._receives(decode(SiteRecord, record.data).receive_only)

    async def _presence(self) -> ManagerPresence | None:
        said = await self._bus.value(Bucket.PRESENCE, manager_key(self._collection, self._site))
        return None if said is None else decode(ManagerPresence, said.data)

    def _of_presence(self, presence: ManagerPresence) -> str | None:
        if presence.hold is not None:
            return f"{presence.hold} Write at another site, or ask its operator to release this one."
        if presence.pause is not None:
            return (
                f"Site {self._site} is {presence.pause.words}, and publishes nothing: write at another site, "
                "or ask its operator to resume this one."
            )
        return self._receives(presence.receive_only)

    def _receives(self, receive_only: bool) -> str | None:
        return f"site {self._site} only receives: write at another site" if receive_only else None
