"""The keys of a log: who may speak, since when, and who says so."""

import pytest

from shared.catalog.fold.keyring import (
    ORCHESTRATORS,
    DoubtKind,
    End,
    Heard,
    LogKey,
    MemoryKeyring,
    Origin,
    Spoken,
    hear,
)
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.key_entry import KeyEntry, KeyEvent, Succession
from shared.contracts.messages.signed import Signed
from shared.identity.keys import SigningKey

ONE, OTHER, THIRD = (SigningKey(letter * 32) for letter in (b"1", b"2", b"3"))
ORCHESTRATOR = SigningKey(b"o" * 32)


@pytest.fixture(params=["memory", "sqlite"])
def ring(request):
    """Return an empty keyring of each kind: both behave the same."""
    if request.param == "memory":
        return MemoryKeyring()
    return Projection(open_database(":memory:")).keys


def said(revision: int, key: SigningKey, *entries: KeyEntry, site: str = "a") -> Spoken:
    """Return a commit of a site's batch, signed by `key`."""
    return Spoken(
        revision=revision,
        collection="kernels",
        site=site,
        site_key=key.public,
        orchestrator_key=ORCHESTRATOR.public,
        entries=entries,
    )


def take(ring, spoken: Spoken) -> Heard:
    """Take a commit in."""
    heard = hear(ring, spoken)
    ring.keep(heard.keys)
    return heard


def known(key: SigningKey, *, site: str = "a", vouched: Signed | None = None) -> KeyEntry:
    """Return the entry of a new key."""
    return KeyEntry(event=KeyEvent.KNOWN, site=site, key=key.public, vouched=vouched)


def succession(before: SigningKey, after: SigningKey, *, site: str = "a") -> Signed:
    """Return what one key says of the next."""
    said = Succession(collection="kernels", site=site, key=after.public)
    return before.sign(said.model_dump_json())


def test_the_first_keys_are_taken_at_their_first_word(ring):
    """A log that nobody entered keys into, as earlier versions wrote it, can be read all the same."""
    heard = take(ring, said(4, ONE))

    assert not heard.doubts
    assert ring.current("a") == LogKey(owner="a", key=ONE.public, since=4, origin=Origin.FIRST_WORD)
    assert ring.find(ORCHESTRATORS, ORCHESTRATOR.public).since == 4
    assert take(ring, said(5, ONE)) == Heard()


def test_another_key_without_an_entry_is_forged(ring):
    """It stays unknown, and the next batch that it signs is as wrong."""
    take(ring, said(4, ONE))
    for revision in (5, 6):
        (doubt,) = take(ring, said(revision, OTHER)).doubts
        assert doubt.kind is DoubtKind.FORGED
        assert "site a is signed by a key" in doubt.words
    assert ring.current("a").key == ONE.public


def test_the_key_of_another_site_is_named(ring):
    """Who must act is the site whose key it is, too."""
    take(ring, said(4, ONE))
    take(ring, said(5, OTHER, site="b"))
    (doubt,) = take(ring, said(6, OTHER)).doubts
    assert doubt.words == "a batch of site a is signed by the key of site b"


def test_a_key_that_the_one_before_vouches_for_replaces_it(ring):
    """From then on the older one is not believed."""
    take(ring, said(4, ONE))
    heard = take(ring, said(5, OTHER, known(OTHER, vouched=succession(ONE, OTHER))))

    assert not heard.doubts
    assert ring.current("a").origin is Origin.VOUCHED
    assert (ring.find("a", ONE.public).until, ring.find("a", ONE.public).end) == (5, End.REPLACED)
    (doubt,) = take(ring, said(6, ONE)).doubts
    assert "replaced before" in doubt.words


@pytest.mark.parametrize(
    "vouched",
    [
        None,
        succession(THIRD, OTHER),
        succession(ONE, THIRD),
        succession(ONE, OTHER, site="b"),
        succession(ONE, OTHER).model_copy(update={"body": "{}"}),
        ONE.sign("no succession"),
    ],
)
def test_a_key_that_nobody_vouches_for_is_told_apart(ring, vouched):
    """A person released the site, for the key before was lost: whoever compares keys sees it."""
    take(ring, said(4, ONE))
    assert not take(ring, said(5, OTHER, known(OTHER, vouched=vouched))).doubts
    assert ring.current("a").origin is Origin.RELEASED


def test_a_revoked_key_is_never_believed_again(ring):
    """Nor by an entry that says it anew: another key has to."""
    take(ring, said(4, ONE))
    revoked = KeyEntry(event=KeyEvent.REVOKED, site="a", key=ONE.public)
    take(ring, said(5, OTHER, revoked, site="b"))

    assert ring.current("a") is None
    for entries in ((), (known(ONE),)):
        (doubt,) = take(ring, said(6, ONE, *entries)).doubts
        assert (doubt.kind, doubt.words) == (
            DoubtKind.REVOKED,
            "a batch of site a is signed by a key that was revoked in revision 5",
        )
    assert not take(ring, said(7, OTHER, known(OTHER))).doubts


def test_after_a_revocation_no_key_is_taken_at_its_first_word(ring):
    """Whoever has the site's directory still needs a person who says that the new key is right."""
    take(ring, said(4, ONE))
    take(ring, said(5, OTHER, KeyEntry(event=KeyEvent.REVOKED, site="a", key=ONE.public), site="b"))
    (doubt,) = take(ring, said(6, THIRD)).doubts
    assert doubt.kind is DoubtKind.FORGED


def test_what_a_newer_version_says_of_keys_is_passed_over(ring):
    """A commit with it is a commit: nobody folds another tree for it."""
    take(ring, said(4, ONE))
    unknown = KeyEntry(event="lent", site="a", key=OTHER.public)
    assert take(ring, said(5, ONE, unknown)) == Heard()


def test_a_site_may_go_back_to_a_key_that_was_replaced(ring):
    """As after the restore of a state directory."""
    take(ring, said(4, ONE))
    take(ring, said(5, OTHER, known(OTHER)))
    assert not take(ring, said(6, ONE, known(ONE))).doubts
    assert [(one.key, one.until) for one in ring.all() if one.owner == "a"] == [
        (OTHER.public, 6),
        (ONE.public, 0),
    ]
