"""`python -m services.operator.restore`: restore one backup into a server without a log, and end.

`spicerack restore-backup` is the same for people who can reach server and backup from where they are.
"""

import asyncio
import logging
from pathlib import Path

from services.operator.job_stopped import JobStoppedError
from shared.backup.format import BackupError
from shared.backup.keep import newest
from shared.backup.restore import restore_backup
from shared.backup.verify import verify
from shared.bus.first_sequence import first_sequence
from shared.bus.nats.bus import connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from shared.service.config import ServiceConfig
from shared.service.lifecycle import run_service

log = logging.getLogger(__name__)


class RestoreConfig(ServiceConfig):
    """`SPICERACK_*` of the job."""

    state: Path = Path()
    """Not used: the job keeps nothing."""
    backups: Path
    """The directory in which each backup is a directory."""
    backup: str = ""
    """The name of one of them; the newest where it is empty."""


async def work(config: RestoreConfig, stop: asyncio.Event) -> None:
    """Restore.

    Raises:
        JobStoppedError: it was told to stop before it had begun.
        BackupError: there is no such backup, it is damaged, or the server holds something else.
    """
    chosen = config.backups / config.backup if config.backup else newest(config.backups)
    if chosen is None:
        raise BackupError(f"{config.backups} holds no backup")
    contents = await asyncio.to_thread(verify, chosen)
    log.info("%s: %s", chosen, contents.described())
    topology = Topology(config.nats_prefix)
    async with connect_bus(config.bus_settings(name="restore")) as bus:
        if stop.is_set():
            raise JobStoppedError
        first = first_sequence(now_ns=SystemClock().time_ns())
        await reconcile_topology(bus, topology, replicas=config.nats_replicas, first=first)
        done = await restore_backup(bus, topology, chosen)
    log.info("%d commits restored, %d were there already", done.appended, done.found)


def main() -> None:
    """Run the job."""
    run_service("restore", RestoreConfig, work)


if __name__ == "__main__":
    main()
