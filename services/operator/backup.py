"""`python -m services.operator.backup`: take one backup, remove old ones, and end.

A deployment runs it on a schedule. `spicerack backup` is the same for people.
"""

import asyncio
import logging
from pathlib import Path

from pydantic import Field

from services.operator.job_stopped import JobStoppedError
from shared.backup.keep import keep_newest
from shared.backup.take import take_backup
from shared.backup.verify import verify
from shared.bus.nats.bus import connect_bus
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from shared.service.config import ServiceConfig
from shared.service.lifecycle import run_service

log = logging.getLogger(__name__)


class BackupConfig(ServiceConfig):
    """`SPICERACK_*` of the job."""

    state: Path = Path()
    """Not used: the job keeps nothing but backups."""
    backups: Path
    """The directory in which each backup becomes a directory."""
    keep: int = Field(default=14, ge=1)
    """Backups that are kept; older ones are removed once a new one was made."""


async def work(config: BackupConfig, stop: asyncio.Event) -> None:
    """Take a backup.

    Raises:
        JobStoppedError: it was told to stop before it had begun.
    """
    async with connect_bus(config.bus_settings(name="backup")) as bus:
        if stop.is_set():
            raise JobStoppedError
        taken = await take_backup(bus, Topology(config.nats_prefix), config.backups, now=SystemClock().now())
    contents = await asyncio.to_thread(verify, taken)
    log.info("%s: %s", taken, contents.described())
    for path in await asyncio.to_thread(keep_newest, config.backups, config.keep):
        log.info("removed %s", path)


def main() -> None:
    """Run the job."""
    run_service("backup", BackupConfig, work)


if __name__ == "__main__":
    main()
