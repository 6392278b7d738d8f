"""Links and rules of access, as a client asks for them."""

from dataclasses import dataclass

from shared.contracts.http.access import LinkMade, LinkRequest, LinksRenewed, RulesShown, RulesWanted
from spicerack.client.gateway.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """Asks for links, and for who sees what of one collection."""

    transport: Transport
    below: str
    """The path of the collection's routes."""

    async def link(self, request: LinkRequest) -> LinkMade:
        """Make a link."""
        body = request.model_dump(mode="json", exclude_defaults=True)
        answer = await self.transport.ask("POST", f"{self.below}/links", json=body)
        return self.transport.parsed(LinkMade, answer)

    async def end_links(self) -> LinksRenewed:
        """End every link of the collection."""
        return self.transport.parsed(LinksRenewed, await self.transport.ask("DELETE", f"{self.below}/links"))

    async def rules(self) -> RulesShown:
        """Return the rules."""
        return await self.transport.read(RulesShown, f"{self.below}/access", {})

    async def set_rules(self, wanted: RulesWanted) -> RulesShown:
        """Replace the rules."""
        body = wanted.model_dump(mode="json")
        answer = await self.transport.ask("PUT", f"{self.below}/access", json=body, repeat=True)
        return self.transport.parsed(RulesShown, answer)
