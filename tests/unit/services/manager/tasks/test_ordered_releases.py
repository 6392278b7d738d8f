"""Releases of a held site where an operator's key is heeded."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import Hold, HoldReason
from services.manager.state.database.site_values import SiteValue
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.reports_and_asks import follow_asks
from shared.bus.codec import encode
from shared.catalog.fold.keyring import OPERATORS, LogKey, Origin
from shared.contracts.bucket_keys import order_key, release_key, revoked_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import KeyRevocation
from shared.contracts.messages.sites.order import Order
from shared.contracts.messages.sites.release import Release
from shared.identity.keys import SigningKey
from shared.service.members import RevocationStore
from tests.unit.services.manager.wiring import TOPOLOGY, new_core, until

OPERATOR, STRANGER = SigningKey(b"o" * 32), SigningKey(b"x" * 32)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OWN = SigningKey(bytes(32)).public


class Held:
    """Site b, which hears asks."""

    def __init__(self, context: ManagerContext) -> None:
        self.context = context

    def hold(self, reason: HoldReason) -> None:
        """Have it be held."""
        self.context.hold_site(Hold(reason=reason, text="held"))

    async def ask(self, order: Signed | None) -> bool:
        """Ask for its release; tell whether it is held no more."""
        ask = Ask(collection="c", kind=AskKind.RELEASE, site="b", order=order)
        sent = await self.context.bus.publish(TOPOLOGY.ask("c", "b"), encode(ask))
        await until(lambda: self.context.state.values.number(SiteValue.ASKS_AFTER) >= sent.sequence)
        return self.context.hold is None


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Held]:
    """Yield the site, whose log has an operator."""
    context = new_core(database=tmp_path / "site.db")
    key = LogKey(owner=OPERATORS, key=OPERATOR.public, since=1, origin=Origin.ENTERED)
    context.state.projection.keys.keep([key])
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(follow_asks(context, LogFollower(context, group)))
        await until(lambda: bool(context.state.values.text(SiteValue.ASKS_AFTER)))
        yield Held(context)
        task.cancel()


def order(
    reason: HoldReason, *, number: int = 1, by: SigningKey = OPERATOR, key: str | None = None
) -> Signed:
    """Return what a key has signed."""
    word = Release(collection="c", site="b", reason=reason.value, key=key, since=NOON)
    name = release_key("c", "b")
    made = Order(collection="c", name=name, number=number, value=word.model_dump_json())
    return by.sign(made.model_dump_json())


async def test_an_ask_that_no_operator_signed_releases_nothing(site: Held) -> None:
    """It is counted, and the site stays held; what an operator signed releases it."""
    site.hold(HoldReason.MASS_CHANGE)
    for one in (None, order(HoldReason.MASS_CHANGE, by=STRANGER), order(HoldReason.LOG_EMPTY)):
        assert not await site.ask(one)
    assert site.context.observed.releases_refused == 3
    assert await site.ask(order(HoldReason.MASS_CHANGE, number=2))


async def test_an_order_releases_once(site: Held) -> None:
    """Whoever has read it cannot release the site the next time that it is held, nor keep it for that."""
    once = order(HoldReason.MASS_CHANGE)
    await site.ask(once)
    site.hold(HoldReason.MASS_CHANGE)
    assert not await site.ask(once)


async def test_a_key_is_made_known_by_the_order_that_names_it(site: Held) -> None:
    """And travels with the record of the site from then on, for whoever commits its next batch."""
    site.hold(HoldReason.KEY_TAKEN)
    assert not await site.ask(order(HoldReason.KEY_TAKEN, key=STRANGER.public))
    signed = order(HoldReason.KEY_TAKEN, number=2, key=OWN)
    assert await site.ask(signed)
    registered = await site.context.registry.site("c", "b")
    assert registered is not None
    assert registered.vouched == site.context.record().vouched == signed


@pytest.mark.parametrize("operators", [True, False])
async def test_a_key_that_was_revoked_is_not_made_known_again(site: Held, operators: bool) -> None:
    """The site stays held until its host has another one, whoever asks."""
    context = site.context
    if operators:
        word = KeyRevocation(collection="c", site="b", key=OWN, since=NOON)
        name = revoked_key("c", OWN)
        made = Order(collection="c", name=name, number=1, value=word.model_dump_json())
        signed = OPERATOR.sign(made.model_dump_json())
        await context.bus.put(Bucket.RULES, order_key(name), encode(signed))
    else:
        context.state.projection.keys.keep(
            [LogKey(owner=OPERATORS, key=OPERATOR.public, since=1, until=2, origin=Origin.ENTERED)]
        )
        await RevocationStore(context.bus, "c").add("b", OWN, since=NOON, by="ada")
    site.hold(HoldReason.KEY_TAKEN)
    assert not await site.ask(order(HoldReason.KEY_TAKEN, key=OWN))
    assert await context.registry.site("c", "b") is None


async def test_a_log_that_another_operator_leads_than_was_named_holds_the_site(tmp_path: Path) -> None:
    """Whoever could write first is not taken at its word."""
    context = new_core(first_operator=frozenset({OPERATOR.public}))
    assert context.operators() == {OPERATOR.public}
    context.hold_unverified()
    assert context.hold is None
    key = LogKey(owner=OPERATORS, key=STRANGER.public, since=1, origin=Origin.ENTERED)
    context.state.projection.keys.keep([key])
    context.hold_unverified()
    assert context.hold is not None
    assert "SPICERACK_FIRST_OPERATOR" in context.hold.hold.text
