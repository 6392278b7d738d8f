"""Whose turn a content is."""

from hypothesis import given
from hypothesis import strategies as st

from services.describer.decide.turns import POSITIONS_MAX, Peer, wait_for

GRACE = 30.0
PEERS = st.frozensets(
    st.builds(Peer, st.sampled_from("abc"), st.text("0123456789abcdef", min_size=8, max_size=8)), min_size=1
)


@given(
    peers=PEERS, content=st.text("0123456789abcdef", min_size=64, max_size=64), author=st.sampled_from("abc")
)
def test_one_at_the_author_describes_at_once_and_everyone_in_the_end(peers, content, author):
    """One waits not at all where the author has a describer, and nobody waits without a bound."""
    waits = {peer: wait_for(content, author=author, me=peer, peers=peers, grace=GRACE) for peer in peers}
    at_author = [wait for peer, wait in waits.items() if peer.site == author]
    assert at_author.count(0.0) == bool(at_author)
    assert all(wait >= GRACE for peer, wait in waits.items() if peer.site != author)
    assert max(waits.values()) <= GRACE * (POSITIONS_MAX + 1)


def test_the_describers_of_a_site_share_the_work():
    """Each has about its part, and keeps it when another goes."""
    peers = frozenset(Peer("a", str(number)) for number in range(4))
    mine = {peer: [] for peer in peers}
    for number in range(400):
        for peer in peers:
            if wait_for(f"{number:064x}", author="a", me=peer, peers=peers, grace=GRACE) == 0:
                mine[peer].append(number)
    assert all(60 <= len(some) <= 140 for some in mine.values())
    gone, *rest = peers
    for peer in rest:
        for number in mine[peer]:
            content = f"{number:064x}"
            assert wait_for(content, author="a", me=peer, peers=peers - {gone}, grace=GRACE) == 0


def test_a_process_that_nobody_names_counts_itself():
    """The bus may be silent: the work is done all the same."""
    assert wait_for("0" * 64, author="a", me=Peer("a", "1"), peers=frozenset(), grace=GRACE) == 0
