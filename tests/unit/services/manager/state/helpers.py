"""Helpers for tests of a site's state."""

from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import Batch, Change, Condition
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import Kind
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from tests.unit.services.manager.site import (
    MADE_AT,
    Orchestrator,
    Site,
    file,
)


def new_site(**options: bool) -> Site:
    """Return a site and an orchestrator with an empty log."""
    return Site(Orchestrator(), **options)


def declared(path: str, digit: str, *, over: str | None) -> Group:
    """Return a group that puts one file where a content, or nothing, must stand."""
    condition = Condition(content=None if over is None else over * 64)
    prior = Held(kind=Kind.DELETED)
    change = GroupChange(path=path, prior=prior, state=file(digit), condition=condition)
    return Group(id="5" * 32, stage=Stage.CLOSED, at=MADE_AT, changes=(change,))


def put(path: str, digit: str) -> Change:
    """Return a change of another site that has no base."""
    return Change(path=path, state=file(digit))


def batch_in(signed: Signed | None) -> Batch:
    """Return the batch that was signed."""
    assert signed is not None
    return Batch.model_validate_json(signed.body)


def due(site: Site) -> dict[str, Action]:
    """Return what is due at a site."""
    return {due.path: action for action in Action for due in site.state.index.due(action)}
