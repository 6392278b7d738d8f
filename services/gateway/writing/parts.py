"""The parts of writing, wired; and the order that a start makes of what an earlier process has left."""

import logging
import time
from collections.abc import Callable
from contextlib import closing

from services.gateway.config import GatewayConfig
from services.gateway.writing.body import Bodies
from services.gateway.writing.changes import Changes
from services.gateway.writing.demands import Demands
from services.gateway.writing.place.placing import Placing
from services.gateway.writing.refusals import Refusals
from services.gateway.writing.settings import WritingLimits
from services.gateway.writing.uploads.sweep import sweep_died
from services.gateway.writing.writer import Writer
from shared.bus.port import Bus
from shared.catalog.store.projection import Projection
from shared.observability.clock import Clock
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files
from shared.roots.posix.groups.group import Stage
from shared.roots.posix.groups.site_writer import SiteWriter, recover_groups
from shared.service.ask_look import LookAsker
from shared.service.site_condition import SiteCondition

log = logging.getLogger(__name__)


def make_writer(
    config: GatewayConfig,
    *,
    bus: Bus,
    projection: Projection,
    changes: Changes,
    clock: Clock,
    open_files: Callable[[], Files],
) -> Writer:
    """Wire what writes into the site's root."""
    limits = WritingLimits(upload_bytes_max=config.upload_bytes, reserve_bytes=config.reserve_bytes)
    condition = SiteCondition(bus, collection=config.collection, site=config.site)
    asker = LookAsker(bus=bus, topology=config.topology(), collection=config.collection, site=config.site)
    refusals = Refusals(seconds=config.refused_seconds, monotonic=time.monotonic)
    return Writer(
        projection=projection,
        demands=Demands(
            collection=config.collection,
            site=config.site,
            projection=projection,
            condition=condition,
            refusals=refusals,
            open_files=open_files,
        ),
        changes=changes,
        placing=Placing(
            projection=projection,
            changes=changes,
            site_writer=SiteWriter(open_files, now=clock.now),
            condition=condition,
            limits=limits,
            clock=clock,
            open_files=open_files,
            asker=asker,
        ),
        bodies=Bodies(open_files, limits),
        refusals=refusals,
        limits=limits,
        asker=asker,
        clock=clock,
    )


def recover(open_files: Callable[[], Files], clock: Clock) -> dict[str, Stage]:
    """Bring to an end what gateways of this site have left that died; return how their groups stand."""
    try:
        with closing(open_files()) as files:
            stages = recover_groups(files, now=clock.now)
            sweep_died(files)
            return stages
    except StorageError as error:
        log.warning("nothing can be written at this site, it only reads: %s", error)
        return {}
