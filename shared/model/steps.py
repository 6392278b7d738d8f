"""The named steps of the protocol, each a moment at which a process may be made to end.

Whoever passes a step says so. Nobody listens in production: then it costs one look at an attribute. The tests
of faults listen, and end the process there (`testing.switches.kill_at`).
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """Moments between two effects: what is before is durable or sent, what comes after is not."""

    BATCH_KEPT = "batch.kept"
    """A manager has its batch in the outbox, and has not published it."""
    BATCH_PUBLISHED = "batch.published"
    COMMIT_DECIDED = "commit.decided"
    """An orchestrator has decided a batch, and has not appended the commit."""
    COMMIT_APPENDED = "commit.appended"
    """The commit is in the log, and its batch is not acknowledged."""
    COMMIT_FOLDED = "commit.folded"
    """A manager has folded a commit, its outbox settled where the commit was its own."""
    WANT_PUBLISHED = "want.published"
    JOB_PUBLISHED = "job.published"
    """An orchestrator has given a job, and waits for the report."""
    SIGNATURE_PUBLISHED = "signature.published"
    PACK_PART = "pack.part"
    """One part of a pack is published; its manifest is not."""
    PACK_PUBLISHED = "pack.published"
    """The manifest is published, and nobody was told."""
    PACK_REPORTED = "pack.reported"
    """The report on a build is published, and the job is not acknowledged."""
    APPLY_FETCHED = "apply.fetched"
    """A pack's stream is in the staging area."""
    APPLY_STAGED = "apply.staged"
    """All contents are staged and verified; nothing tells that the job was begun."""
    APPLY_BEGUN = "apply.begun"
    """It is noted that the job was begun; no journal is written."""
    APPLY_JOURNALLED = "apply.journalled"
    """The journal is durable; no name was changed."""
    APPLY_EXCHANGED = "apply.exchanged"
    """New and old content changed their names; what came out was not looked at."""
    APPLY_PLACED = "apply.placed"
    """One path is in place; its directory is not synced."""
    APPLY_DURABLE = "apply.durable"
    """All paths of a job are in place and durable; the journal stands, and nobody was told."""
    APPLY_CLEARED = "apply.cleared"
    """The journal is gone, and nobody was told."""
    APPLY_REPORTED = "apply.reported"
    """The report is published, and the job is not acknowledged."""
    REPORT_TAKEN = "report.taken"
    """A manager's index follows a report."""
    LOOK_TAKEN = "look.taken"
    """A manager's index follows a look at the directory."""
    PACK_RETIRED = "pack.retired"
    """An orchestrator has purged a pack."""


class Steps:
    """Where steps are told. Without a listener it does nothing."""

    __slots__ = ("_listener",)

    def __init__(self, listener: Callable[[Step], None] | None = None) -> None:
        self._listener = listener

    def reached(self, step: Step) -> None:
        """Say that a step was reached. May be called in any thread."""
        if self._listener is not None:
            self._listener(step)


NO_STEPS = Steps()
"""Nobody listens."""
