"""A manager whose site was removed, or whose key was revoked."""

from datetime import UTC, datetime

import pytest

from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import HoldReason
from services.manager.status.presence import presence_of
from services.manager.tasks.heed_pauses import read_pause
from services.manager.tasks.manager import Manager
from services.manager.tasks.publish import PublishTask
from shared.contracts.messages.sites.membership import Standing
from shared.service.members import MemberStore, RevocationStore
from tests.unit.services.manager.wiring import new_core

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def context() -> ManagerContext:
    """Return site b."""
    return new_core()


async def test_a_removed_site_rests_and_is_not_registered_until_it_is_added(context):
    """Its manager starts and goes on as it would in a pause, which no `resume` ends."""
    store = MemberStore(context.bus, "c")
    await store.set("b", Standing.REMOVED, since=NOON, by="ada")
    await read_pause(context)
    await Manager(context)._register()
    assert context.observed.pause.words == "removed since 2026-05-04T12:00:00Z by ada"
    assert not context.publishes
    assert not context.asks
    assert await context.registry.sites() == []

    await store.add("b")
    await read_pause(context)
    await Manager(context)._register()
    assert context.publishes
    assert [record.site for record in await context.registry.sites()] == ["b"]


async def test_a_draining_site_works_on(context):
    """It publishes and asks: what it alone has is to reach the others. Status says it."""
    await MemberStore(context.bus, "c").set("b", Standing.DRAINING, since=NOON, by="ada")
    await read_pause(context)
    assert context.observed.pause is None
    told = presence_of(context, PublishTask(context)).problems
    assert told == ("draining since 2026-05-04T12:00:00Z by ada: no other site counts on what is here",)
    await MemberStore(context.bus, "c").add("b")
    await read_pause(context)
    assert presence_of(context, PublishTask(context)).problems == ()


async def test_a_site_whose_key_was_revoked_is_held(context):
    """What it says would be a dead letter; the words say what its host needs."""
    store = RevocationStore(context.bus, "c")
    await Manager(context)._register()
    assert context.hold is None
    await store.add("b", context.key.public, since=NOON, by="ada")
    await Manager(context)._register()
    assert context.hold.hold.reason is HoldReason.KEY_TAKEN
    assert "its key was revoked" in context.hold.hold.text
    assert "`spicerack site release b`" in context.hold.hold.text
