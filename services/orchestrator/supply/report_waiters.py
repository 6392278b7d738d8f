"""Waiting for what transfer workers report, by what was asked of them."""

import asyncio
import logging
from collections.abc import Callable

from shared.bus.codec import BadMessageError, decode_with
from shared.bus.port import Bus
from shared.contracts.messages.transfers.report import REPORT, Applied, Built, Report, SignatureMade
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.observability.task_context import handling

log = logging.getLogger(__name__)


def report_key(report: Report) -> tuple[str, str, str]:
    """Return what a report answers: (kind, site, pack or content)."""
    match report:
        case Applied() | Built():
            return (report.type, report.site, report.pack)
        case SignatureMade():
            return (report.type, report.site, report.content)


class ReportWaiters:
    """Hands each report to whoever waits for it; what nobody waits for has had its effect elsewhere."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str) -> None:
        self._bus = bus
        self._subject = topology.report(collection, "*")
        self._waiting: dict[tuple[str, str, str], asyncio.Future[Report]] = {}

    def expect(self, kind: str, site: str, about: str) -> asyncio.Future[Report]:
        """Return a future for one report. Ask before the job is given, `forget` when it is not needed."""
        key = (kind, site, about)
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        return self._waiting[key]

    def forget(self, kind: str, site: str, about: str) -> None:
        """Stop waiting for a report."""
        self._waiting.pop((kind, site, about), None)

    async def run(self, heard: Callable[[Report, int], None]) -> None:
        """Follow the reports from now on until cancelled; tell `heard` of each, with its sequence."""
        after = await self._bus.caught_up(Stream.REPORTS, self._subject)
        async for message in self._bus.follow(Stream.REPORTS, self._subject, after=after):
            with handling(subject=message.subject, sequence=message.sequence, headers=message.headers):
                try:
                    report = decode_with(REPORT, message.data)
                except BadMessageError as error:
                    log.warning("ignored a report: %s", error)
                    continue
                except NewerSchemaError as error:
                    log.error("ignored a report, upgrade this orchestrator: %s", error)
                    continue
            heard(report, message.sequence)
            future = self._waiting.pop(report_key(report), None)
            if future is not None and not future.done():
                future.set_result(report)
