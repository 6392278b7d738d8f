"""The summary of a commit in a line: author, time, and the number of each outcome. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.contracts.messages.batch import Batch, Change, Decision, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSummary:
    """One commit of a log."""

    revision: int
    site: str
    """Whose batch it decided."""
    made_at: datetime
    """UTC, by the site's clock; only ever shown."""
    put: int = 0
    """Files and directories that entered the tree."""
    deleted: int = 0
    conflicts: int = 0
    """Changes that lost; a file among them was committed under a conflict name."""
    already: int = 0
    """Changes that the tree held before."""
    refused: int = 0
    """Deletes of what another site had changed since, and what did not find what its author demanded."""
    message: str = ""
    """What was said of the group that was committed; where nothing was and all is refused, what and why."""
    by: tuple[str, ...] = ()
    """Who has made its changes over gateways, in order; none where nobody said who it was."""


def summary_of(batch: Batch, decisions: Iterable[Decision], *, revision: int) -> CommitSummary:
    """Return the summary of the commit that decided `batch` as `revision`."""
    pairs = list(zip(batch.changes, decisions, strict=True))
    counts = Counter(_counted_as(change, decision) for change, decision in pairs)
    return CommitSummary(
        revision=revision,
        site=batch.site,
        made_at=in_utc(batch.made_at),
        put=counts["put"],
        deleted=counts["deleted"],
        conflicts=counts["conflicts"],
        already=counts["already"],
        refused=counts["refused"],
        by=tuple(sorted({change.by for change in batch.changes if change.by is not None})),
        message=(batch.group.message if batch.group is not None else "") or _all_refused(pairs),
    )


def _all_refused(pairs: list[tuple[Change, Decision]]) -> str:
    """Return which paths a commit has refused, where it has done nothing else: it would look like none."""
    if not pairs or any(decision.outcome is not Outcome.REFUSED for _, decision in pairs):
        return ""
    others = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
    return f"another site was first at {pairs[0][0].path!r}{others}"


def _counted_as(change: Change, decision: Decision) -> str:
    match decision.outcome:
        case Outcome.ACCEPTED:
            return "deleted" if change.is_delete else "put"
        case Outcome.CONFLICT:
            return "conflicts"
        case Outcome.ALREADY:
            return "already"
        case Outcome.REFUSED:
            return "refused"


def in_utc(made_at: datetime) -> datetime:
    """Return the time of a batch in UTC, also where a peer has left the offset out."""
    return made_at.replace(tzinfo=UTC) if made_at.tzinfo is None else made_at.astimezone(UTC)
