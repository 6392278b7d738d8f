"""Contents from wherever they are: this site first."""

from dataclasses import dataclass

from services.gateway.contents.port import Contents, OpenContent
from shared.contents.wanted import NotHeldError, Wanted


@dataclass(frozen=True, slots=True)
class AnywhereContents:
    """Implements `Contents` over those of this site and those of others."""

    local: Contents
    remote: Contents

    async def open(self, wanted: Wanted) -> OpenContent:
        """See `Contents`."""
        try:
            return await self.local.open(wanted)
        except NotHeldError:
            return await self.remote.open(wanted)

    def still_open(self, content: str) -> OpenContent | None:
        """See `Contents`."""
        return self.local.still_open(content)
