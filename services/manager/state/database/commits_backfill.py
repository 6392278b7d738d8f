"""Reading the commits that a projection folded before it noted them. See `shared.catalog.store.commits`."""

from shared.bus.codec import BadMessageError, decode
from shared.bus.large_messages import read_large
from shared.bus.port import Bus, BusError
from shared.catalog.fold.callers import callers_of
from shared.catalog.fold.fold import body_hash
from shared.catalog.fold.position import LogPosition
from shared.catalog.fold.summary import summary_of
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology

COMMITS_AT_ONCE = 1000
"""Commits read for one question: about a second. The next question goes on from there."""


class LogGapError(BusError):
    """The log on the server does not hold a commit that was folded: the operator must look at it."""


async def backfill(bus: Bus, projection: Projection, *, topology: Topology, collection: str, to: int) -> None:
    """Note commits from the newest missing one down to the revision `to`, as many as one question may read.

    Raises:
        LogGapError: a commit is not there, or is not the one that was folded.
        BusError: the bus does not answer.
    """
    subject = topology.log(collection)
    for _ in range(COMMITS_AT_ONCE):
        missing = projection.commits.missing(projection.position)
        if missing is None or missing.revision < to:
            return
        commit = await _read(bus, subject, missing)
        # The log may have been given up, or another question may have noted it, while this one waited.
        if projection.commits.missing(projection.position) == missing:
            _note(projection, commit, missing.revision)


async def _read(bus: Bus, subject: str, position: LogPosition) -> Commit:
    message = await bus.get(Stream.LOG, position.revision)
    if message is None or message.subject != subject:
        raise LogGapError(f"the log has lost revision {position.revision}: restore the server's store")
    try:
        signed = decode(Signed, await read_large(bus, Stream.LOG, message))
    except BadMessageError as error:
        raise LogGapError(f"revision {position.revision} of the log is damaged: {error}") from error
    if body_hash(signed.body) != position.hash:
        raise LogGapError(f"revision {position.revision} of the log is not the commit that was folded")
    return Commit.model_validate_json(signed.body)


def _note(projection: Projection, commit: Commit, revision: int) -> None:
    batch = Batch.model_validate_json(commit.batch.body)
    before = LogPosition(commit.log_id, commit.previous_revision, commit.previous_hash)
    summary = summary_of(batch, commit.decisions, revision=revision)
    callers = callers_of(batch, commit.decisions)
    projection.commits.note(summary, before=before, callers=callers)
