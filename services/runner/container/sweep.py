"""The removal of containers that runners of this machine have left when they died."""

import logging

from services.runner.container.client import Client
from services.runner.container.options import LABEL
from services.runner.program.kinds import Engine
from services.runner.program.place import Place

log = logging.getLogger(__name__)


async def remove_containers(engine: Engine, left: Place) -> None:
    """Remove what is labelled with a runner that is gone."""
    client = Client(engine, left.path)
    label = f"--filter=label={LABEL}={left.owner}"
    found = await client.ask("ps", "--all", "--quiet", label)
    names = found.stdout.decode(errors="replace").split()
    ended = await client.ask("rm", "--force", "--volumes", *names) if names else found
    if ended.code != 0:
        log.warning(
            "containers of runner %s may be left: the engine's client failed (%s)", left.owner, ended.words
        )
