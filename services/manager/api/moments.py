"""Moments of the past, of which an old site may have to read the commits first."""

from datetime import datetime

from services.manager.context import ManagerContext
from services.manager.state.database.commits_backfill import backfill
from shared.model.moment import Moment
from shared.web.problem import BusyError


async def know_commits(context: ManagerContext, *moments: Moment | None) -> None:
    """Make sure that the commit of each time is known: what was folded by an old version may not be.

    Raises:
        BusyError: there are more to read than one question may.
        BusError: the bus does not answer.
    """
    times = [moment for moment in moments if isinstance(moment, datetime)]
    if not times or _reaches(context, min(times)):
        return
    await read_older(context)
    if not _reaches(context, min(times)):
        raise BusyError("the commits of that time are still read from the log: ask again")


async def read_older(context: ManagerContext) -> None:
    """Read as many of the commits that are not known as one question may, newest first."""
    await backfill(
        context.bus,
        context.state.projection,
        topology=context.topology,
        collection=context.identity.collection,
        to=1,
    )


def _reaches(context: ManagerContext, time: datetime) -> bool:
    projection = context.state.projection
    return projection.commits.missing(projection.position) is None or projection.commits.revision_at(time) > 0
