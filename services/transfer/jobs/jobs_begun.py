"""The memory of jobs that were begun at a root, so that none is carried out twice.

A job may be delivered again long after it was done: its acknowledgement was lost, say. Its priors may
hold once more by then, since a person deleted what it had placed. Carried out again, it would bring
that back, and the site would publish it as new. So a job that was begun is never begun again: what it
did is seen by the site's next look, and what it did not do is asked for anew.
"""

import contextlib

from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.messages.transfers.report import Applied, Reason, Unplaced
from shared.roots.posix.control import JOBS
from shared.roots.posix.durable import write_durably
from shared.roots.posix.files.port import Files, MissingError

REMEMBERED_MAX = 10_000
"""Jobs remembered, an empty file each: weeks of a busy site. No queue redelivers what is older."""


class JobsBegun:
    """The memory of one root."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def begin(self, job: ApplyJob) -> None:
        """Note durably that a job is begun, before any name changes for it."""
        write_durably(self._files, f"{JOBS}/{job.pack}", b"")

    def was_begun(self, job: ApplyJob) -> bool:
        """Tell whether a job was begun before."""
        try:
            self._files.status(f"{JOBS}/{job.pack}")
        except MissingError:
            return False
        return True

    def sweep(self) -> None:
        """Forget the oldest jobs above the bound."""
        try:
            paths = [f"{JOBS}/{entry.name}" for entry in self._files.list(JOBS)]
        except MissingError:
            return
        aged = sorted(paths, key=lambda path: self._files.status(path).fingerprint.mtime_ns)
        for path in aged[: max(len(aged) - REMEMBERED_MAX, 0)]:
            with contextlib.suppress(MissingError):
                self._files.remove(path)


def begun_before(job: ApplyJob) -> Applied:
    """Return the report on a job that was begun before: the site must look what became of it."""
    detail = "this job was begun before; the site looks at what became of it"
    return Applied(
        collection=job.collection,
        site=job.site,
        pack=job.pack,
        unplaced=tuple(
            Unplaced(path=item.path, revision=item.revision, reason=Reason.CHANGED, detail=detail)
            for item in job.placements
        ),
    )
