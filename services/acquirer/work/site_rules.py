"""Rules of the site for changes in its directory, asked once for the many granules of a moment."""

import asyncio
from dataclasses import dataclass

from shared.heads.quarantine import Policy
from shared.service.site_condition import SiteCondition

KEPT_SECONDS = 1.0
"""A hold or a pause is seen so much later; a granule that is being fetched sees it no sooner."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What was said."""

    refusal: str | None
    """Why a change would not be published."""
    policy: Policy


class SiteRules:
    """Asks the bus, and keeps the answer for a moment: each granule needs it.

    Args:
        condition: of the site.
    """

    def __init__(self, condition: SiteCondition) -> None:
        self._condition = condition
        self._turn = asyncio.Lock()
        self._said: Rules | None = None
        self._until = 0.0

    async def current(self) -> Rules:
        """Return what the site says now, or said a moment ago."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if self._said is None or now >= self._until:
                refusal = await self._condition.refusal()
                self._said = Rules(refusal, await self._condition.policy())
                self._until = now + KEPT_SECONDS
            return self._said
