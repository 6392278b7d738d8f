"""Element sets at addresses that need no session.

CelesTrak (https://celestrak.org/NORAD/documentation/gp-data-formats.php), its supplemental sets that are made
from operators' ephemerides, and servers of an observatory's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from services.satellites.catalogue.decode.port import Format
from services.satellites.providers.budget import Allowance, Budget
from services.satellites.providers.http import Line, check_status, pass_on
from services.satellites.providers.port import ProviderBusyError, Sink

PULL_SLOTS = 1


@dataclass(frozen=True, slots=True)
class WebElements:
    """One or more addresses of one server, asked one after another; all of them make up the source."""

    name: str
    line: Line
    addresses: Sequence[str]
    format: Format
    budget: Budget
    seconds: float
    """Between two pulls: CelesTrak makes its sets anew every two hours, and refuses who asks more."""

    async def pull(self, sink: Sink) -> None:
        """Give every address' body. Raises ProviderError."""
        await self.budget.take(Allowance(f"pull-{self.name}", PULL_SLOTS, self.seconds))
        for place, address in enumerate(self.addresses):
            if place:
                await sink.next_body()
            async with self.line.ask("GET", address) as response:
                if response.status_code == httpx.codes.FORBIDDEN:
                    raise ProviderBusyError("the provider has nothing newer for us, or refuses this host")
                check_status(response.status_code)
                await pass_on(response, sink)
