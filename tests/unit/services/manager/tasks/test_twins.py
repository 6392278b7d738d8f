"""A path that the site's file system takes for another one waits for that one, and is not tried in vain."""

import pytest

from services.manager.context import ManagerContext
from services.manager.tasks.reports_and_asks import take
from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.report import Applied, Reason, Unplaced
from shared.model.entry import DELETED
from tests.unit.services.manager.site import Orchestrator, file, trusts
from tests.unit.services.manager.wiring import new_core

TWIN = Unplaced(path="F", revision=1, reason=Reason.FAILED, detail="'F' is taken for 'f'", twin="f")


def fold(context: ManagerContext, *changes: Change) -> None:
    """Let another site make changes, and fold them."""
    orchestrator = Orchestrator()
    orchestrator.others_change(*changes)
    ((revision, signed),) = orchestrator.log
    context.state.fold(revision, signed, trusts=trusts, incarnation=lambda: "a" * 16)


@pytest.fixture
def context():
    """A site that holds f, and is told of F."""
    context = new_core(collection="kernels")
    fold(context, Change(path="F", state=file("2")))
    context.state.index.note_local("f", file("1"), None)
    return context


def refuse(context: ManagerContext, unplaced: Unplaced) -> None:
    """Take in a report that a path was refused."""
    take(context, Applied(collection="kernels", site="b", pack="0" * 32, unplaced=(unplaced,)), sequence=1)


def long_after(context: ManagerContext) -> None:
    """Let all pauses be over."""
    context.publisher.postponed.try_now()
    context.publisher._forget_twins()


async def test_path_waits_while_its_twin_stands(context):
    """However long: it is not asked for again, and its problem stays."""
    refuse(context, TWIN)
    long_after(context)
    assert context.publisher.waiting() == {"F"}
    assert context.publisher.postponed.refused()["F"].detail == TWIN.detail


async def test_path_is_asked_for_as_soon_as_its_twin_has_gone(context):
    """Nothing has to be waited for after the delete of the other name."""
    refuse(context, TWIN)
    context.state.index.note_local("f", DELETED, None)
    context.publisher._forget_twins()
    assert context.publisher.waiting() == frozenset()


async def test_path_of_a_later_revision_is_tried_again(context):
    """It may be a delete, or another file."""
    refuse(context, TWIN.model_copy(update={"revision": 7}))
    long_after(context)
    assert context.publisher.waiting() == frozenset()


async def test_path_whose_twin_is_not_known_is_tried_again_after_a_while(context):
    """The file system would keep the name otherwise, or a look has yet to tell what stands there."""
    context.state.index.note_local("f", DELETED, None)
    refuse(context, TWIN)
    assert context.publisher.waiting() == {"F"}
    long_after(context)
    assert context.publisher.waiting() == frozenset()
