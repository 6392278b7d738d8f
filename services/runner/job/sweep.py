"""The removal of jobs that a runner has left when it died."""

import logging

from services.runner.job.api import ClusterApi, ClusterError
from services.runner.job.manifest import OWNER
from services.runner.program.clusters import Cluster
from services.runner.program.place import Place

log = logging.getLogger(__name__)


async def remove_jobs(cluster: Cluster, left: Place) -> None:
    """Remove what is labelled with a runner that is gone; the cluster removes the rest by itself, later."""
    api = ClusterApi(cluster)
    try:
        for name in await api.jobs(f"{OWNER}={left.owner}"):
            await api.remove(name)
    except ClusterError as error:
        log.warning("jobs of runner %s may be left for a while: %s", left.owner, error)
