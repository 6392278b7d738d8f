"""Orders of operators at a manager: which are taken, and what they do once the log has an operator's key."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from services.manager.context import ManagerContext
from services.manager.plan.member_desk import MemberDesk
from services.manager.plan.order_desk import OrderDesk
from services.manager.plan.rule_desk import RuleDesk
from services.manager.tasks.heed_pauses import read_pause
from services.manager.tasks.heed_rules import read_rules
from shared.access.signed.token_records import new_record
from shared.bus.codec import decode, encode
from shared.catalog.fold.keyring import OPERATORS, LogKey, Origin
from shared.contracts.bucket_keys import access_rules_key, frame_rules_key, token_key, token_order
from shared.contracts.buckets import Bucket
from shared.contracts.http.access import TokenRequest
from shared.contracts.http.sites.orders import OrderGiven
from shared.contracts.messages.access import AccessRules, FrameRules, TokenRecord
from shared.contracts.messages.ask import Ask
from shared.contracts.messages.sites.membership import KeyRevocation
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.release import Release
from shared.contracts.messages.sites.replica_rules import ReplicaRules, SiteRule
from shared.contracts.topology import Stream
from shared.identity.keys import SigningKey
from shared.model.base import FrozenModel
from shared.model.scope import Scope
from shared.service.pauses import PauseStore
from shared.service.rack_view import RackView
from shared.web.problem import RefusedError
from spicerack.commands.deployment.operator_keys import key_lines
from spicerack.commands.deployment.order_lines import order_lines, read_order_text
from tests.unit.services.manager.wiring import TOPOLOGY, new_core

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OPERATOR, STRANGER = SigningKey(b"o" * 32), SigningKey(b"x" * 32)
PAUSED = Pause(collection="c", site="b", since=NOON, by="ada")
RULES = ReplicaRules(collection="c", version=1, rules=(SiteRule(sites=("b",), priority=("*.bc",)),))


@pytest.fixture
def context(tmp_path: Path) -> ManagerContext:
    """Return site b, whose log has no operator."""
    return new_core(database=tmp_path / "site.db")


@pytest.fixture
async def desk(context: ManagerContext) -> AsyncIterator[OrderDesk]:
    """Yield what takes orders there."""
    rack = RackView(context.bus, expires=15.0, monotonic=lambda: 0.0)
    following = asyncio.create_task(rack.run())
    yield OrderDesk(context, MemberDesk(context, rack), RuleDesk(context, rack))
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


def given(
    name: str, word: FrozenModel | None, *, number: int = 1, key: SigningKey = OPERATOR, collection: str = "c"
) -> OrderGiven:
    """Return what a key has signed."""
    value = None if word is None else word.model_dump_json()
    order = Order(collection=collection, name=name, number=number, value=value)
    return OrderGiven(signed=key.sign(order.model_dump_json()))


def enter(context: ManagerContext) -> None:
    """Have the log have the operator's key."""
    key = LogKey(owner=OPERATORS, key=OPERATOR.public, since=1, origin=Origin.ENTERED)
    context.state.projection.keys.keep([key])


async def test_what_an_operator_signs_alone_is_heeded(context: ManagerContext, desk: OrderDesk) -> None:
    """From when on its key is in the log: whoever pauses a site without it is refused, or not heard."""
    enter(context)
    await PauseStore(context.bus, "c").pause("b", since=NOON, by="eve")
    await read_pause(context)
    assert context.observed.pause is None
    with pytest.raises(RefusedError, match="only what an operator's key has signed"):
        await PauseStore(context.said, "c").pause("b", since=NOON, by="eve")
    await desk.take(given("pause.c.b", PAUSED))
    await read_pause(context)
    assert context.observed.pause == PAUSED
    await PauseStore(context.bus, "c").resume("b")
    await read_pause(context)
    assert context.observed.pause == PAUSED
    await desk.take(given("pause.c.b", None, number=2))
    await read_pause(context)
    assert context.observed.pause is None


async def test_rules_that_no_operator_signed_do_not_replace_the_one_that_stands(
    context: ManagerContext,
) -> None:
    """Nor does the want of any: the site says so, and keeps its rule."""
    context.state.take_rules(RULES.model_copy(update={"version": 3}))
    enter(context)
    await read_rules(context)
    assert context.state.rule.now.version == 3
    assert "version 3 of the rules is signed by no operator" in context.observed.rules_doubt


async def test_signed_rules_are_taken_over(context: ManagerContext, desk: OrderDesk) -> None:
    """The next version alone."""
    enter(context)
    with pytest.raises(RefusedError, match="version 0 of the rules stands"):
        await desk.take(given("replicas.c.2", RULES.model_copy(update={"version": 2})))
    await desk.take(given("replicas.c.1", RULES))
    await read_rules(context)
    assert (context.state.rule.now.version, context.observed.rules_doubt) == (1, "")
    assert context.state.rule.now.followed.priority == ("*.bc",)


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (given("pause.c.b", PAUSED, key=STRANGER), "no operator's"),
        (given("pause.c.b", PAUSED, collection="d"), "not of collection c"),
        (given("tokens.c.b", PAUSED), "not of collection c"),
        (given("pause.c.a", PAUSED), "is about pause.c.b, and named pause.c.a"),
        (given("pause.c.b", RULES), "cannot say this"),
        (given("revoked.c.b", None), "takes nothing away"),
        (OrderGiven(signed=OPERATOR.sign("no order")), "no order"),
        (
            given(
                f"operator.c.{OPERATOR.public}",
                OperatorKey(collection="c", key=OPERATOR.public, revoked=True, since=NOON),
            ),
            "the last operator's key",
        ),
    ],
)
async def test_other_orders_are_refused_with_the_reason(
    context: ManagerContext, desk: OrderDesk, refused: OrderGiven, why: str
) -> None:
    """Nothing is changed by any of them."""
    enter(context)
    with pytest.raises(RefusedError, match=why):
        await desk.take(refused)
    assert (await desk.book()).said == ()


async def test_an_older_order_is_refused(context: ManagerContext, desk: OrderDesk) -> None:
    """Who has an old one cannot bring it back."""
    enter(context)
    await desk.take(given("pause.c.b", PAUSED, number=5))
    with pytest.raises(RefusedError, match="a later order stands"):
        await desk.take(given("pause.c.b", None, number=5))


async def test_the_book_has_what_stands_and_keys_that_wait(context: ManagerContext, desk: OrderDesk) -> None:
    """The first operator signs all of it before its key is told."""
    await PauseStore(context.bus, "c").pause("b", since=NOON, by="ada")
    word = OperatorKey(collection="c", key=OPERATOR.public, since=NOON)
    await desk.take(given(f"operator.c.{OPERATOR.public}", word))
    ended = KeyRevocation(collection="c", site=None, key="7" * 64, since=NOON)
    await desk.take(given(f"revoked.c.{ended.key}", ended))
    book = await desk.book()
    assert (book.operators, book.waiting) == ((), (OPERATOR.public,))
    assert {row.name: row.signer for row in book.said} == {
        f"operator.c.{OPERATOR.public}": OPERATOR.public,
        "pause.c.b": "",
        f"revoked.c.{ended.key}": OPERATOR.public,
    }


async def test_what_the_console_has_an_operator_sign_is_taken(
    context: ManagerContext, desk: OrderDesk
) -> None:
    """Its text is in `web/console/tests/unit/orders.test.ts`, to the letter."""
    enter(context)
    said = '{\\"collection\\":\\"c\\",\\"site\\":\\"b\\",'
    when = '\\"since\\":\\"2026-05-04T12:00:00.000Z\\",\\"by\\":\\"ada\\"}'
    head, number = '{"collection":"c","name":', '"number":1777896000000,"value":'
    for text in (
        f'{head}"pause.c.b",{number}"{said}{when}"}}',
        f'{head}"pause.c.b",{number.replace("6000000", "6000001")}null}}',
        f'{head}"release.c.b",{number}"{said}\\"reason\\":\\"mass-change\\",{when}"}}',
    ):
        order_lines(read_order_text(text))
        await desk.take(OrderGiven(signed=OPERATOR.sign(text)))
    asked = await context.bus.last(Stream.ASKS, TOPOLOGY.ask("c", "b"))
    assert asked is not None
    assert decode(Ask, asked.data).order == OPERATOR.sign(text)
    await read_pause(context)
    assert context.observed.pause is None


async def test_the_book_says_which_keys_are_revoked(context: ManagerContext, desk: OrderDesk) -> None:
    """Who lists the keys takes the others for those that speak."""
    record = context.record()
    await context.registry.register_site(record)
    assert [row.revoked for row in (await desk.book()).keys] == [False]
    word = KeyRevocation(collection="c", site="b", key=record.key, since=NOON)
    enter(context)
    await desk.take(given(f"revoked.c.{record.key}", word))
    (row,) = (await desk.book()).keys
    assert (row.site, row.revoked) == ("b", True)
    assert any(line.endswith("  revoked") for line in key_lines(await desk.book()))


NEW_TOKEN = TokenRequest(name="pipeline", scope=Scope.READ, collection="c")


def new_token(collection: str = "c") -> TokenRecord:
    """Return the record of a token."""
    request = NEW_TOKEN.model_copy(update={"collection": collection})
    return new_record(request, now=NOON, by="ada", random_bytes=Random(5).randbytes)[1]


async def stands(context: ManagerContext, record: TokenRecord) -> bool:
    """Tell whether a token stands where whoever reads no orders looks."""
    key = token_key(record.collection, record.id)
    return await context.bus.value(Bucket.TOKENS, key) is not None


async def test_a_token_stands_beside_the_order_of_an_operator_alone(
    context: ManagerContext, desk: OrderDesk
) -> None:
    """While nobody is an operator doors heed what stands: a key that is nobody's makes no token so."""
    record = new_token()
    name = token_order("c", record.id)
    await desk.take(given(name, record, key=STRANGER))
    assert not await stands(context, record)
    enter(context)
    with pytest.raises(RefusedError, match="no operator's"):
        await desk.take(given(name, record, key=STRANGER, number=2))
    await desk.take(given(name, record, number=2))
    assert await stands(context, record)
    rows = (await desk.access()).rows
    assert [(row.name, row.number, row.signer) for row in rows] == [(name, 2, OPERATOR.public)]
    with pytest.raises(RefusedError, match="later order"):
        await desk.take(given(name, record))


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("token.c.aaaaaaaaaaaa", new_token()),
        (token_order("c", new_token().id), new_token("d")),
        ("access.c.other", AccessRules()),
        ("token.c.aaaaaaaaaaaa", AccessRules()),
        (token_order("c", new_token().id), None),
    ],
)
async def test_an_order_about_access_says_what_its_name_says(
    context: ManagerContext, desk: OrderDesk, name: str, word: FrozenModel | None
) -> None:
    """A token under another name, of another collection, or taken away: refused."""
    enter(context)
    with pytest.raises(RefusedError):
        await desk.take(given(name, word))


async def test_what_stands_unsigned_is_told_to_who_signs_it(context: ManagerContext, desk: OrderDesk) -> None:
    """Tokens of the collection and of all, rules of access, and rules that an archive has changed since."""
    record, of_all = new_token(), new_token("*")
    rules, dates = AccessRules(anonymous_all=True), frame_rules(days=365)
    for bucket, key, word in (
        (Bucket.TOKENS, token_key("c", record.id), record),
        (Bucket.TOKENS, token_key("*", "b" * 12), of_all.model_copy(update={"id": "b" * 12})),
        (Bucket.TOKENS, token_key("d", record.id), new_token("d")),
        (Bucket.RULES, access_rules_key("c"), rules),
        (Bucket.RULES, frame_rules_key("c"), dates),
    ):
        await context.bus.put(bucket, key, encode(word))
    enter(context)
    names = [row.name for row in (await desk.access()).rows]
    assert names == ["access.c.rules", "frames.c.rules", "token.c.bbbbbbbbbbbb", token_order("c", record.id)]
    await desk.take(given("frames.c.rules", dates))
    await context.bus.put(Bucket.RULES, frame_rules_key("c"), encode(frame_rules(days=1)))
    row = next(row for row in (await desk.access()).rows if row.name == "frames.c.rules")
    assert FrameRules.model_validate_json(row.value or "").days == 365
    assert FrameRules.model_validate_json(row.unsigned or "").days == 1
    assert not any(row.name.startswith(("token", "access", "frames")) for row in (await desk.book()).said)


def frame_rules(*, days: int) -> FrameRules:
    """Return rules of public dates."""
    return FrameRules(
        calibration_types=(), public_proposals=(), private_proposals=(), private_files=(), days=days
    )


async def test_a_release_that_names_a_revoked_key_is_refused(
    context: ManagerContext, desk: OrderDesk
) -> None:
    """Whoever signs it hears what the host of the site lacks."""
    enter(context)
    key = SigningKey(bytes(32)).public
    revoked = KeyRevocation(collection="c", site="b", key=key, since=NOON, by="ada")
    await desk.take(given(f"revoked.c.{key}", revoked))
    released = Release(collection="c", site="b", reason="key-taken", key=key, since=NOON)
    with pytest.raises(RefusedError, match=r"remove site\.key"):
        await desk.take(given("release.c.b", released))
