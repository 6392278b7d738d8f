"""Rows of answers about changes. Pure."""

from services.gateway.writing.change import Change
from shared.contracts.http.changes import ChangedRow, ChangeRow, ChangeState


def change_row(change: Change) -> ChangeRow:
    """Return one change."""
    return ChangeRow(
        id=change.id,
        state=ChangeState(change.fate.value),
        made_at=change.at,
        revision=change.revision,
        message=change.message,
        detail=change.detail,
        paths=tuple(
            ChangedRow(
                path=one.path, kind=one.kind.value, content=one.content, conflict_copy=one.conflict_copy
            )
            for one in change.paths
        ),
    )
