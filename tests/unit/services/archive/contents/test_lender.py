"""Links to contents open no more than who asks for them may see."""

from datetime import UTC, datetime, timedelta

import pytest

from services.archive.contents.lender import Lender
from shared.access.grants import NO_RULES, Grant, Identity
from shared.access.links import open_link
from shared.access.rights import IdentityRights
from shared.contracts.messages.access import LinkKey
from shared.model.scope import INCLUDED, Scope
from shared.web.authorise import Caller

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEY = LinkKey(
    id="a" * 12, secret="0" * 64, signs_until=NOW + timedelta(days=7), good_until=NOW + timedelta(days=14)
)


@pytest.mark.parametrize(
    ("scope", "own", "sees_hidden"),
    [
        (Scope.READ, (), False),
        (Scope.READ, ("P2",), False),
        (Scope.WRITE, (), False),
        (Scope.ADMIN, (), True),
    ],
)
def test_a_link_opens_what_is_hidden_for_admins_alone(
    scope: Scope, own: tuple[str, ...], sees_hidden: bool
) -> None:
    """Nobody is lent the proposal of a frame: it would open earlier bytes of its path, which are its own."""
    grant = Grant(scopes=INCLUDED[scope], collection="frames", prefixes=("raw",))
    rights = IdentityRights(
        identity=Identity("somebody", (grant,), frozenset(own)),
        is_good=lambda: True,
        ended=AssertionError,
        visibility=lambda _: NO_RULES,
        now=lambda: NOW,
        own="frames",
    )
    lender = Lender(
        gateway="http://gateway",
        collection="frames",
        caller=Caller("somebody", rights),
        key=KEY,
        ends=NOW + timedelta(days=1),
    )
    address = lender.address(path="raw/f.fits", content="1" * 64, current=True)
    link = open_link(address.partition("?link=")[2], (KEY,), NOW)
    assert (link.groups, link.sees_hidden, link.prefixes) == (own, sees_hidden, ("raw/f.fits",))
    elsewhere = lender.by_hash(path="else/f.fits", content="1" * 64)
    assert not open_link(elsewhere.partition("?link=")[2], (KEY,), NOW).sees_hidden
