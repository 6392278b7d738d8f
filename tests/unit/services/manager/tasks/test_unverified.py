"""A site whose log does not verify publishes nothing and changes nothing until a person has looked."""

import asyncio
import json

import pytest

from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import HoldReason
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.release import release
from shared.contracts.messages.batch import Change
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.identity.keys import SigningKey
from tests.unit.services.manager.site import ORCHESTRATOR, Orchestrator, file, trusts
from tests.unit.services.manager.wiring import new_core

FORGER = SigningKey(b"f" * 32)


def changed(message: Signed, **fields: object) -> Signed:
    """Return a commit with other fields, signed by the orchestrator."""
    return ORCHESTRATOR.sign(json.dumps({**json.loads(message.body), **fields}))


def forged(message: Signed) -> Signed:
    """Return a commit whose batch another key has signed."""
    batch = Commit.model_validate_json(message.body).batch
    return changed(message, batch=FORGER.sign(batch.body).model_dump())


@pytest.fixture
def context() -> ManagerContext:
    """Return site a of the collection, which has followed nothing yet."""
    return new_core(collection="kernels", site="a")


def follow(context: ManagerContext, messages: list[Signed], *, first: int = 1) -> None:
    """Fold a log, or its end."""
    for revision, message in enumerate(messages, start=first):
        context.state.fold(revision, message, trusts=trusts, incarnation=lambda: "1" * 16)
        context.hold_unverified()


def a_log(count: int = 3) -> list[Signed]:
    """Return a log of another site's changes."""
    orchestrator = Orchestrator()
    for number in range(count):
        orchestrator.others_change(Change(path=f"f{number}", state=file("1")))
    return [message for _, message in orchestrator.log]


async def released(context: ManagerContext) -> None:
    """Let a person release the site."""
    async with asyncio.TaskGroup() as group:
        await release(context, LogFollower(context, group))


def test_a_log_that_verifies_holds_nobody(context):
    """Nothing is kept of it either."""
    follow(context, a_log())
    assert context.hold is None


def test_a_batch_by_another_key_than_its_sites_holds(context):
    """All fold it alike, so the trees stay the same; no site acts on it."""
    messages = a_log()
    messages[-1] = forged(messages[-1])
    follow(context, messages)
    assert context.hold.hold.reason is HoldReason.LOG_UNVERIFIED
    assert "revision 3: a batch of site b is signed by a key" in context.hold.hold.text
    assert "`spicerack log verify`" in context.hold.hold.text
    assert not context.publishes
    assert not context.receives
    assert context.state.projection.position.revision == 3


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda message: changed(message, previous_hash="e" * 64), "does not follow"),
        (lambda message: changed(message, collection="images"), "of another collection"),
        (lambda message: changed(message, decisions=[]), "no commit"),
    ],
)
def test_what_an_orchestrator_never_does_holds(context, spoil, words):
    """A commit that was dropped, changed or swapped shows in the next one: it does not fit."""
    messages = a_log()
    messages[1] = spoil(messages[1])
    follow(context, messages)
    assert "revision 2: " in context.hold.hold.text
    assert words in context.hold.hold.text


def test_what_a_stranger_writes_holds_nobody(context):
    """It is skipped, as before: else whoever can write to the log could stop every site."""
    messages = a_log()
    follow(context, [*messages, FORGER.sign(messages[1].body)])
    assert context.hold is None
    assert context.state.projection.skipped == 1
    assert context.state.projection.head("f2") is not None


async def test_a_person_ends_the_hold_and_nothing_else_does(context):
    """A look at the directory, and the end of another hold, do not."""
    messages = a_log()
    messages[-1] = forged(messages[-1])
    follow(context, messages)
    context.end_hold()
    assert context.hold.hold.reason is HoldReason.LOG_UNVERIFIED
    await released(context)
    assert context.hold is None
    context.hold_unverified()
    assert context.hold is None


async def test_what_does_not_verify_after_a_release_holds_again(context):
    """The person has seen what there was, and not what came later."""
    messages = a_log()
    follow(context, [*messages[:1], forged(messages[1])])
    await released(context)
    follow(context, [changed(messages[2], decisions=[])], first=3)
    assert "revision 3" in context.hold.hold.text
