"""The keys of operators in a log: who takes one in, and what only they may enter."""

import pytest

from shared.catalog.fold.fold import Skip, fold
from shared.catalog.fold.keyring import (
    ORCHESTRATORS,
    DoubtKind,
    End,
    Heard,
    MemoryKeyring,
    Origin,
    heeded_operators,
    is_led_by,
    is_revoked,
    operators_of,
)
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.bucket_keys import operator_key, release_key, revoked_key
from shared.contracts.messages.key_entry import KeyEntry, KeyEvent
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import KeyRevocation
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.release import Release
from shared.identity.keys import SigningKey
from tests.unit.shared.catalog.fold.test_keyring import (
    ONE,
    ORCHESTRATOR,
    OTHER,
    THIRD,
    known,
    said,
    succession,
    take,
)
from tests.unit.shared.catalog.logging_commits import MADE_AT, commit_of, file, put, signed

FIRST, SECOND, STRANGER = (SigningKey(letter * 32) for letter in (b"4", b"5", b"6"))


@pytest.fixture(params=["memory", "sqlite"])
def ring(request):
    """Return an empty keyring of each kind: both behave the same."""
    if request.param == "memory":
        return MemoryKeyring()
    return Projection(open_database(":memory:")).keys


def operator(
    key: SigningKey, *, by: SigningKey, revoked: bool = False, collection: str = "kernels"
) -> KeyEntry:
    """Return the entry of an operator's key, by the word of another."""
    word = OperatorKey(collection=collection, key=key.public, revoked=revoked, since=MADE_AT)
    name = operator_key(collection, key.public)
    order = Order(collection=collection, name=name, number=1, value=word.model_dump_json())
    event = KeyEvent.OPERATOR_REVOKED if revoked else KeyEvent.OPERATOR
    return KeyEntry(event=event, key=key.public, vouched=by.sign(order.model_dump_json()))


def ended(key: SigningKey, *, site: str | None, by: SigningKey | None) -> KeyEntry:
    """Return the entry of a revoked key."""
    word = KeyRevocation(collection="kernels", site=site, key=key.public, since=MADE_AT)
    name = revoked_key("kernels", key.public)
    order = Order(collection="kernels", name=name, number=1, value=word.model_dump_json())
    vouched: Signed | None = None if by is None else by.sign(order.model_dump_json())
    return KeyEntry(event=KeyEvent.REVOKED, site=site, key=key.public, vouched=vouched)


def doubts(heard: Heard) -> list[DoubtKind]:
    """Return what is wrong."""
    return [doubt.kind for doubt in heard.doubts]


def test_the_first_operator_speaks_for_itself_and_takes_in_others(ring):
    """And one of them ends the other."""
    assert not doubts(take(ring, said(1, ONE, operator(FIRST, by=FIRST))))
    assert not doubts(take(ring, said(2, ONE, operator(SECOND, by=FIRST))))
    assert operators_of(ring) == {FIRST.public, SECOND.public}
    assert not doubts(take(ring, said(3, ONE, operator(FIRST, by=SECOND, revoked=True))))
    assert operators_of(ring) == {SECOND.public}
    assert [one.origin for one in ring.standing("@operators")] == [Origin.VOUCHED]


@pytest.mark.parametrize(
    "entry",
    [
        operator(STRANGER, by=STRANGER),
        operator(STRANGER, by=FIRST, collection="other"),
        KeyEntry(event=KeyEvent.OPERATOR, key=STRANGER.public, vouched=operator(SECOND, by=FIRST).vouched),
        KeyEntry(event=KeyEvent.OPERATOR, key=STRANGER.public, vouched=FIRST.sign("{}")),
        KeyEntry(event=KeyEvent.OPERATOR, key=STRANGER.public),
        ended(ONE, site="a", by=None),
        ended(ONE, site="a", by=STRANGER),
    ],
)
def test_what_no_operator_signed_is_doubted_and_changes_nothing(ring, entry):
    """An orchestrator's key alone takes in no operator, and ends no key."""
    take(ring, said(1, ONE, operator(FIRST, by=FIRST)))
    assert doubts(take(ring, said(2, ONE, entry))) == [DoubtKind.FORGED]
    assert (operators_of(ring), ring.current("a").key) == ({FIRST.public}, ONE.public)


def test_the_last_operator_stays(ring):
    """Without any, everybody who may write would be heeded again."""
    take(ring, said(1, ONE, operator(FIRST, by=FIRST)))
    take(ring, said(2, ONE, operator(FIRST, by=FIRST, revoked=True)))
    assert operators_of(ring) == {FIRST.public}


def test_an_operator_ends_the_key_of_a_site(ring):
    """By the order in the entry."""
    take(ring, said(1, ONE, operator(FIRST, by=FIRST)))
    assert not doubts(take(ring, said(2, OTHER, ended(ONE, site="a", by=FIRST), site="b")))
    assert ring.find("a", ONE.public).end is End.REVOKED


def test_what_a_revoked_orchestrator_committed_before_stays_and_later_is_skipped():
    """Every reader of the log does the same, by the log alone."""
    tree, keys = MemoryTree(), MemoryKeyring()
    later = SigningKey(b"p" * 32)

    def folds(sequence: int, message: Signed):
        found = fold(
            message,
            sequence=sequence,
            collection="kernels",
            position=tree.position,
            tree=tree,
            trusts=lambda _: True,
            keys=keys,
        )
        if not isinstance(found, Skip):
            tree.apply(found)
            keys.keep(found.heard.keys)
        return found

    assert not isinstance(folds(1, signed(commit_of(tree, [put("f", file("1"))]), ORCHESTRATOR)), Skip)
    entries = (ended(ORCHESTRATOR, site=None, by=None),)
    batch = commit_of(tree, [put("g", file("2"))], keys=entries)
    assert not isinstance(folds(2, signed(batch, later)), Skip)
    assert is_revoked(keys, ORCHESTRATOR.public)
    assert folds(3, signed(commit_of(tree, [put("h", file("3"))]), ORCHESTRATOR)) is Skip.REVOKED
    assert not isinstance(folds(4, signed(commit_of(tree, [put("i", file("3"))]), later)), Skip)
    assert [tree.head(path) is not None for path in "fghi"] == [True, True, False, True]
    assert keys.find(ORCHESTRATORS, later.public).until == 0


def released(key: SigningKey, *, by: SigningKey, site: str = "a", number: int = 1) -> Signed:
    """Return the order that releases a site and makes a key of it known."""
    word = Release(collection="kernels", site=site, reason="key-taken", key=key.public, since=MADE_AT)
    name = release_key("kernels", site)
    order = Order(collection="kernels", name=name, number=number, value=word.model_dump_json())
    return by.sign(order.model_dump_json())


@pytest.mark.parametrize(
    "vouched",
    [None, released(OTHER, by=STRANGER), released(THIRD, by=FIRST), released(OTHER, by=FIRST, site="b")],
)
def test_another_key_of_a_site_that_no_operator_signed_is_forged(ring, vouched):
    """Whoever may write as the site, and has an orchestrator believe it, is seen by all who fold."""
    take(ring, said(1, ONE, operator(FIRST, by=FIRST)))
    heard = take(ring, said(2, OTHER, known(OTHER, vouched=vouched)))
    assert set(doubts(heard)) == {DoubtKind.FORGED}
    assert ring.current("a").key == ONE.public


def test_another_key_of_a_site_comes_by_an_operators_order_or_the_key_before(ring):
    """The order brings it once: after another one it is no word for the key that was replaced."""
    take(ring, said(1, ONE, operator(FIRST, by=FIRST)))
    order = released(OTHER, by=FIRST)
    assert not doubts(take(ring, said(2, OTHER, known(OTHER, vouched=order))))
    assert not doubts(take(ring, said(3, THIRD, known(THIRD, vouched=succession(OTHER, THIRD)))))
    assert doubts(take(ring, said(4, OTHER, known(OTHER, vouched=order))))
    assert not doubts(take(ring, said(5, ONE, known(ONE, site="b"), site="b")))


def test_the_first_operator_is_the_one_that_was_named_at_set_up(ring):
    """Another one that came first leads nowhere; before any came, the one that was named is heeded."""
    named = frozenset({FIRST.public})
    assert is_led_by(ring, named)
    assert heeded_operators(ring, named) == named
    take(ring, said(1, ONE, operator(STRANGER, by=STRANGER)))
    take(ring, said(2, ONE, operator(FIRST, by=STRANGER)))
    assert is_led_by(ring, frozenset())
    assert not is_led_by(ring, named)
    assert is_led_by(ring, frozenset({STRANGER.public, SECOND.public}))
