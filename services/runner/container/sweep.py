"""The removal of containers that runners of this machine have left when they died."""

import asyncio
import logging

from services.runner.container.client import Client
from services.runner.container.options import LABEL
from services.runner.program.kinds import Engine
from services.runner.program.place import Place

log = logging.getLogger(__name__)


async def clear_abandoned(place: Place, engine: Engine | None) -> None:
    """Remove the working directories of runners that died, and their containers where there is an engine."""
    places = place.abandoned()
    while (left := await asyncio.to_thread(next, places, None)) is not None:
        log.info("runner %s has died: what it left is removed", left.owner)
        if engine is not None:
            await _remove_containers(Client(engine, left.path), left.owner)


async def _remove_containers(client: Client, owner: str) -> None:
    found = await client.ask("ps", "--all", "--quiet", f"--filter=label={LABEL}={owner}")
    names = found.stdout.decode(errors="replace").split()
    ended = await client.ask("rm", "--force", "--volumes", *names) if names else found
    if ended.code != 0:
        log.warning(
            "containers of runner %s may be left: the engine's client failed (%s)", owner, ended.words
        )
