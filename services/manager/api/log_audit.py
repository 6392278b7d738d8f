"""Routes about the verification of the whole log: signatures, chain, log id, keys, and a fingerprint."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from services.manager.api.parameters import Keeper
from services.manager.verify.log_auditor import AuditRun, AuditState
from shared.catalog.fold.fingerprint import fingerprint
from shared.catalog.fold.keyring import OPERATORS, ORCHESTRATORS, LogKey
from shared.contracts.http.log_audit import LogBreak, LogKeyRow, LogVerification
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX, REVISION_MAX
from shared.web.problem import RefusedError, problems

KEYS_SHOWN = 1000
"""Of a rack whose orchestrators lose their keys at each start."""

router = APIRouter(prefix=f"{PREFIX}/collections/{{collection}}/log/verification", tags=["history"])

UpTo = Annotated[
    int | None,
    Query(ge=1, le=REVISION_MAX, description="The last revision that is read; default: all that there are."),
]


@router.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(404, 409, 422),
    dependencies=[Depends(needs(Scope.ADMIN))],
)
async def ask_log_verification(context: Keeper, at: UpTo = None) -> LogVerification:
    """Have the manager read the whole log as it is on the server, and check all that can be checked."""
    if context.auditor.is_busy:
        raise RefusedError("the log is verified at this moment: nothing was begun; ask again once it is done")
    return _told(context.identity.collection, context.auditor.ask(at))


@router.get("", responses=problems(404), dependencies=[Depends(needs(Scope.READ, whole=True))])
async def read_log_verification(context: Keeper) -> LogVerification:
    """How far the last verification of the log is, and what came of it."""
    return _told(context.identity.collection, context.auditor.latest)


def _told(collection: str, run: AuditRun | None) -> LogVerification:
    if run is None:
        return LogVerification(collection=collection, state="none")
    audit, done = run.audit, run.state is AuditState.DONE
    # While it runs, a thread writes to the keys.
    keys, verified = audit.keys.all() if done else (), not audit.broken
    return LogVerification(
        collection=collection,
        state=run.state,
        detail=run.detail,
        at=run.at,
        read=run.read,
        last=run.last,
        commits=audit.commits,
        log_id=audit.position.log_id,
        revision=audit.position.revision,
        verified=verified if done or not verified else None,
        fingerprint=fingerprint(collection, audit.position, keys) if done and verified else None,
        broken=audit.broken,
        breaks=tuple(LogBreak(revision=one.revision, kind=one.kind, words=one.words) for one in audit.breaks),
        strangers=audit.strangers,
        keys=tuple(map(_key_row, keys[-KEYS_SHOWN:])),
    )


def _key_row(key: LogKey) -> LogKeyRow:
    return LogKeyRow(
        site=None if key.owner in (ORCHESTRATORS, OPERATORS) else key.owner,
        operator=key.owner == OPERATORS,
        key=key.key,
        since=key.since,
        origin=key.origin,
        until=key.until or None,
        end=key.end,
    )
