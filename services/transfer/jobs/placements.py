"""Publications from placements, and a report from their outcomes. Pure."""

from collections.abc import Container, Iterable

from services.transfer.jobs.stager import Staged
from shared.contracts.messages.transfers.job import ApplyJob, Placement
from shared.contracts.messages.transfers.report import Applied, Placed, Reason, Unplaced
from shared.model.entry import Kind, State
from shared.roots.posix.files.port import NoSpaceError, StorageError
from shared.roots.posix.publish.publication import NotPublished, Outcome, Publication, Published

OWNER_MODE = 0o700


def publications_of(placements: Iterable[Placement], staged: Staged) -> list[Publication]:
    """Return what is worth publishing.

    A path whose content did not come is among them: a job that is done again may find it in place.
    """
    return [
        Publication(
            path=placement.path,
            state=_writable(placement.state),
            prior=placement.prior,
            staged=staged.files.get(placement.path),
        )
        for placement in placements
        if placement.path not in staged.failures or _lacks(staged, placement.path)
    ]


def _writable(state: State) -> State:
    """Keep directories open to their owner: into one that is not, nothing could be placed any more."""
    if state.kind is not Kind.DIRECTORY:
        return state
    return state.model_copy(update={"mode": state.mode | OWNER_MODE})


def _lacks(staged: Staged, path: str) -> bool:
    return staged.failures[path].reason is Reason.LACKING


def refused(job: ApplyJob, error: StorageError) -> Applied:
    """Return the report on a job that the file system kept from being begun: a person has to hear of it."""
    reason = Reason.NO_SPACE if isinstance(error, NoSpaceError) else Reason.FAILED
    return Applied(
        collection=job.collection,
        site=job.site,
        pack=job.pack,
        unplaced=tuple(
            Unplaced(path=item.path, revision=item.revision, reason=reason, detail=str(error))
            for item in job.placements
        ),
    )


def lasting_refusals(staged: Staged, outcomes: Iterable[Outcome], *, all_reasons: bool = False) -> list[str]:
    """Return the paths that have a staged file which the file system refused to place, or nobody placed."""
    not_placed = (one for one in outcomes if isinstance(one, NotPublished))
    refused = (one for one in not_placed if all_reasons or one.reason.lasting)
    return [one.path for one in refused if one.path in staged.files]


def report_of(
    job: ApplyJob, staged: Staged, outcomes: Iterable[Outcome], *, kept: Container[str] = ()
) -> Applied:
    """Return the report on a job; `kept` are the paths whose content stays at the site all the same."""
    revisions = {placement.path: placement.revision for placement in job.placements}
    asked = {placement.path: placement.state for placement in job.placements}
    placed: list[Placed] = []
    unplaced = [
        Unplaced(path=path, revision=revisions[path], reason=failure.reason, detail=failure.detail)
        for path, failure in staged.failures.items()
        if not _lacks(staged, path)
    ]
    for outcome in outcomes:
        revision = revisions[outcome.path]
        match outcome:
            case Published(path=path, state=state, fingerprint=fingerprint, uncarried=uncarried):
                as_asked = state.kind is Kind.FILE and state == asked[path]
                placed.append(
                    Placed(
                        path=path,
                        revision=revision,
                        state=None if as_asked else state,
                        fingerprint=fingerprint,
                        uncarried=uncarried,
                    )
                )
            case NotPublished(path=path, reason=reason, detail=detail, twin=twin):
                kept_here = path in kept
                unplaced.append(
                    Unplaced(
                        path=path, revision=revision, reason=reason, detail=detail, twin=twin, kept=kept_here
                    )
                )
    return Applied(
        collection=job.collection,
        site=job.site,
        pack=job.pack,
        placed=tuple(placed),
        unplaced=tuple(unplaced),
    )
