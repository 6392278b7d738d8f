"""The dropping of what was folded, so that the next SPICE service folds it again from the bus."""

import asyncio
import logging
from pathlib import Path

from services.spice.config import SpiceConfig
from shared.service.lifecycle import make_state_directory
from shared.service.state_lock import state_lock

log = logging.getLogger(__name__)

DATABASE = "spice.db"
LOCK = "spice.lock"

BESIDE = ("", "-wal", "-shm")
"""Ends of the names of what SQLite keeps of a database (https://www.sqlite.org/tempfiles.html)."""


async def rebuild(config: SpiceConfig, stop: asyncio.Event) -> None:  # noqa: ARG001  # it is over at once
    """Remove the database of the state that the settings name.

    Raises:
        StateInUseError: a service works with it.
    """
    make_state_directory(config)
    await asyncio.to_thread(drop_database, config.state)
    log.info("what was folded is dropped: start the SPICE service, and it is folded again")


def drop_database(state: Path) -> None:
    """Remove the database of a state. Blocks. Raises StateInUseError."""
    with state_lock(state / LOCK):
        for end in BESIDE:
            (state / f"{DATABASE}{end}").unlink(missing_ok=True)
