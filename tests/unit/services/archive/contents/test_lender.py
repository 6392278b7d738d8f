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
    ("scope", "own", "lent"),
    [(Scope.READ, (), ()), (Scope.READ, ("P2",), ("P2",)), (Scope.WRITE, (), ()), (Scope.ADMIN, (), ("P1",))],
)
def test_a_link_lends_the_proposal_of_a_frame_for_admins_alone(
    scope: Scope, own: tuple[str, ...], lent: tuple[str, ...]
) -> None:
    """To others it would open earlier bytes of a public frame's path, which are its proposal's alone."""
    grant = Grant(scopes=INCLUDED[scope], collection="frames")
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
    address = lender.address(path="f.fits", content="1" * 64, current=True, proposal="P1")
    assert open_link(address.partition("?link=")[2], (KEY,), NOW).groups == lent
