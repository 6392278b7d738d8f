"""Links to contents at a gateway, in the name of who asks the archive."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from services.archive.contents.port import Reader
from shared.access.credentials import LINK_PARAMETER
from shared.access.links import Link, LinkMethod, seal
from shared.access.rights import token_of
from shared.contracts.messages.access import GROUPS_MAX, LinkKey
from shared.contracts.messages.presence import ServicePresence
from shared.model.scope import Scope
from shared.service.rack_view import RackView
from shared.web.authorise import Caller
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import BusyError

NO_GATEWAY = "no gateway says where it answers: start one, or set SPICERACK_HTTP_URL where it runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lender:
    """Makes links for one caller, until one time."""

    gateway: str
    """Its address."""
    collection: str
    caller: Caller
    key: LinkKey
    ends: datetime

    def address(self, *, path: str, content: str, current: bool) -> str:
        """Return where a content is told: an earlier one by its hash, since its path holds another now."""
        return self._address(f"content/{quote(path)}" if current else f"blobs/{content}", path)

    def by_hash(self, *, path: str, content: str) -> str:
        """Return where a content is told that may not be another one when it is asked for."""
        return self._address(f"blobs/{content}", path)

    def _address(self, place: str, path: str) -> str:
        rights = self.caller.rights
        link = Link.model_validate(
            {
                "collection": self.collection,
                "methods": (LinkMethod.GET,),
                "prefixes": (path,),
                "ends": self.ends,
                "by": self.caller.name,
                "token": token_of(rights),
                "groups": tuple(sorted(rights.groups()))[:GROUPS_MAX],
                # A link gives no scope of an admin on, but what an admin was told of has to be had by it.
                "sees_hidden": rights.may(Scope.ADMIN, self.collection, path),
            }
        )
        base = f"{self.gateway}{PREFIX}/collections/{self.collection}"
        return f"{base}/{place}?{LINK_PARAMETER}={seal(link, self.key)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lenders:
    """Finds a gateway, and the key of links."""

    rack: RackView
    collection: str
    site: str

    async def lender(self, reader: Reader, *, now: datetime, ends: datetime) -> Lender:
        """Return who makes links for a caller. Raises BusyError: no gateway is known."""
        return Lender(
            gateway=await self._gateway(),
            collection=self.collection,
            caller=reader.caller,
            key=await reader.keyring.current(now),
            ends=ends,
        )

    async def own_gateway(self) -> str:
        """Return the address of a gateway of this site, to which credentials may go. Raises BusyError."""
        found = [one for one in await self._gateways() if one.site == self.site]
        if not found:
            raise BusyError(NO_GATEWAY.replace("no gateway", "no gateway of this site"))
        return found[0].url

    async def _gateway(self) -> str:
        """Return the address of a gateway, one of this site before others. Raises BusyError."""
        found = await self._gateways()
        if not found:
            raise BusyError(NO_GATEWAY)
        return found[0].url

    async def _gateways(self) -> list[ServicePresence]:
        services = await self.rack.services(self.collection)
        found = [one for one in services if one.service == "gateway" and one.url]
        return sorted(found, key=lambda one: (one.site != self.site, one.state != "ready"))


def ends_after(now: datetime, hours: int) -> datetime:
    """Return a time at least so many hours away, the same for all of a day: answers then repeat."""
    midnight = (
        (now + timedelta(hours=hours)).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    return midnight + timedelta(days=1)
