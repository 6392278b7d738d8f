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

    async def set_rules(self, wanted: RulesWanted, *, revision: int | None = None) -> RulesShown:
        """Replace the rules: those of a revision, or whichever stand. Raises ChangedError: others stand."""
        body, where = wanted.model_dump(mode="json"), f"{self.below}/access"
        headers = {} if revision is None else {"If-Match": f'"{revision}"'}
        # Not sent again with a condition: the first may have come, and be what the second finds changed.
        answer = await self.transport.ask("PUT", where, json=body, headers=headers, repeat=revision is None)
        return self.transport.parsed(RulesShown, answer)
