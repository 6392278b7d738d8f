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

SLOT_SHARE = 0.98
"""Of the time between two pulls: who waits for the slot takes it before its owner comes again."""


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
        """Give every address' body. Raises ProviderError.

        The slot is spent by a whole answer, or by one that says that we ask too much: after a failure the
        pauses between tries, which grow to an hour, are bound enough.
        """
        slot = await self.budget.take(Allowance(f"pull-{self.name}", PULL_SLOTS, self.seconds * SLOT_SHARE))
        try:
            await self._pass_on(sink)
        except ProviderBusyError:
            raise
        except Exception:
            await self.budget.give_back(slot)
            raise

    async def _pass_on(self, sink: Sink) -> None:
        for place, address in enumerate(self.addresses):
            if place:
                await sink.next_body()
            async with self.line.ask("GET", address) as response:
                if response.status_code == httpx.codes.FORBIDDEN:
                    raise ProviderBusyError("the provider has nothing newer for us, or refuses this host")
                check_status(response.status_code)
                await pass_on(response, sink, self.format)
