"""Who stands in for sites that are gone."""

from dataclasses import replace

import pytest

from services.manager.copies.count import copies_of, needed_of
from services.manager.copies.decide import groups_of, holds_more, ranked, stand_in_of
from services.manager.copies.returns import ASK_AGAIN, KEEP_EVERY, Absences, Returns
from services.manager.copies.seen import SeenSite, seen
from shared.contracts.messages.presence import ManagerPresence, WorkerPresence
from shared.contracts.messages.sites.replica_rules import Followed, Mode, ReplicaRules, SiteRule
from shared.contracts.messages.sites.stand_in import StandIn
from shared.contracts.messages.verification import Verification, VerificationState
from shared.model.entry import Entry, Kind, State

WHOLE = SeenSite(name="whole", followed=Followed())
OLD = Followed(exclude=("old/",))


def part(name: str, **how: object) -> SeenSite:
    """Return a site that leaves `old/` out, and may hold it for others."""
    return replace(SeenSite(name=name, followed=OLD, able=True, room=1000), **how)  # type: ignore[arg-type]


def head(path: str, size: int = 10) -> Entry:
    """Return a live file of the tree."""
    state = State(kind=Kind.FILE, content="0" * 64, size=size)
    return Entry(path=path, state=state, revision=1, author="whole")


def takes(sites: list[SeenSite], path: str, *, copies: int = 2, needed: int = 10) -> list[str]:
    """Return the sites that stand in at a path."""
    found = {one.name: stand_in_of(one.name, sites, copies=copies, needed=needed) for one in sites}
    own = {one.name: one.followed for one in sites}
    return [name for name, one in found.items() if one is not None and holds_more(own[name], one, path)]


def test_nobody_stands_in_while_all_sites_are_there() -> None:
    """However few hold something by the rules as they were meant."""
    assert takes([WHOLE, part("b"), part("c")], "old/x") == []


def test_one_site_takes_the_place_of_one_that_is_gone_where_its_copies_lack() -> None:
    """And not where enough others hold it by their rules, nor more than one site."""
    sites = [WHOLE, replace(WHOLE, name="gone", counts=False), part("b"), part("c")]
    assert takes(sites, "old/x") == ["b"]
    assert takes(sites, "new/x") == []
    assert takes(sites, "old/x", copies=1) == []


def test_no_more_copies_are_made_than_sites_ever_held() -> None:
    """Three are asked for, and two sites followed it: one goes, one takes its place."""
    sites = [WHOLE, replace(WHOLE, name="gone", counts=False), part("b"), part("c")]
    assert takes(sites, "old/x", copies=3) == ["b"]


def test_the_next_site_takes_what_the_first_follows_anyway() -> None:
    """A rank counts only where the site that has it does not hold the path by its rule."""
    other = part("a", followed=Followed(include=("old/",)))
    sites = [replace(WHOLE, name="gone", counts=False), WHOLE, other, part("b")]
    assert takes(sites, "old/x", copies=3) == ["b"]
    assert takes(sites, "new/x", copies=3) == ["a"]


@pytest.mark.parametrize(
    ("b", "c", "first"),
    [
        ({"zone": "zone=near"}, {"zone": "zone=far"}, "c"),
        ({"busy": True}, {}, "c"),
        ({"room": 500}, {"room": 900}, "c"),
        ({"room": 9}, {"room": 10}, "c"),
        ({"able": False}, {}, "c"),
        ({}, {}, "b"),
        ({}, {"stand_in": StandIn(rank=4)}, "c"),
        ({"stand_in": StandIn(rank=1)}, {"stand_in": StandIn(rank=0)}, "c"),
        ({"stand_in": StandIn(rank=0)}, {"stand_in": StandIn(rank=0)}, "b"),
    ],
    ids=["zone", "work", "room", "too-little-room", "unable", "name", "stands", "rank", "same-rank"],
)
def test_sites_come_in_one_order(b: dict[str, object], c: dict[str, object], first: str) -> None:
    """By what they do already, then by zone, work and room: the same for whoever asks."""
    whole = replace(WHOLE, zone="zone=near")
    sites = [whole, replace(whole, name="gone", counts=False), part("b", **b), part("c", **c)]
    assert ranked(sites, needed=10)[0] == first


def test_who_stands_in_needs_room_only_for_what_it_lacks_still() -> None:
    """Its room has gone down by what it took."""
    full = part("b", room=5, wanted_bytes=0, stand_in=StandIn())
    assert ranked([full], needed=10) == ["b"]
    assert ranked([replace(full, wanted_bytes=6)], needed=10) == []


def test_what_nobody_can_take_is_counted() -> None:
    """With what would be needed, and what one site takes."""
    sites = [WHOLE, replace(WHOLE, name="gone", counts=False), part("b"), part("c", able=False)]
    heads = [head("new/x"), head("old/x", 10), head("old/y", 20)]
    assert needed_of(heads, groups_of(sites), copies=2).bytes == 30
    taken = copies_of("b", sites, heads, copies=2, needed=30)
    assert (taken.files, taken.bytes, taken.unmended) == (2, 30, 0)
    without = copies_of("whole", [sites[0], sites[1], sites[3]], heads, copies=2, needed=30)
    assert (without.taken, without.unmended, without.shown) == (None, 2, ("old/x", "old/y"))
    assert "bring it back" in without.lines[0]


def test_a_site_stands_in_only_as_far_as_the_rules_and_its_own_let_it() -> None:
    """Not one that sends alone by a setting, holds all, was not named, or is away."""
    rule = SiteRule(sites=("b",), exclude=("old/",))
    rules = ReplicaRules(collection="spice", version=1, rules=(rule,))
    there = ManagerPresence(collection="spice", site="b", state="idle")
    workers = (WorkerPresence(site="b", free_bytes=7),)

    def able(name: str = "b", rules: ReplicaRules = rules, presence: ManagerPresence | None = there) -> bool:
        return seen(name, rules, presence=presence, workers=workers, want=None, gone=False).able

    assert able()
    assert not able("whole")
    assert not able(rules=rules.model_copy(update={"stand_ins": ("zone=x",)}))
    assert not able(presence=None)
    assert not able(presence=there.model_copy(update={"followed": Followed(mode=Mode.SEND_ONLY)}))


def test_a_site_counts_as_away_since_it_was_first_missed() -> None:
    """And no more once it is there again."""
    absences = Absences()
    assert absences.look(False, "a", 10.0) == 0.0
    assert absences.look(False, "a", 25.0) == 15.0
    assert absences.look(True, "a", 30.0) == 0.0
    assert absences.look(False, "a", 40.0) == 0.0


def test_an_absence_is_counted_over_restarts_without_what_they_take() -> None:
    """A host that is started again every day would never see that anybody is gone."""
    absences = Absences()
    absences.look(False, "a", 10.0)
    assert absences.to_keep() == {"a": 0.0}
    absences.look(False, "a", 10.0 + KEEP_EVERY - 1)
    assert absences.to_keep() is None
    absences.look(False, "a", 10.0 + KEEP_EVERY)
    kept = absences.to_keep()
    assert kept == {"a": KEEP_EVERY}
    after = Absences()
    after.begin(kept)
    assert after.look(False, "a", 3.0) == KEEP_EVERY
    assert after.look(False, "a", 5.0) == KEEP_EVERY + 2
    after.look(True, "a", 6.0)
    assert after.to_keep() == {}


def test_a_site_that_is_back_is_asked_to_read_its_files_until_they_are_sound() -> None:
    """One that was started again meanwhile is asked anew; one with rot is not believed."""
    returns, there = Returns(), ManagerPresence(collection="spice", site="a", state="idle")
    assert returns.is_to_be_asked("a", there, 0.0)
    returns.note("a", 7, 0.0)
    assert not returns.is_to_be_asked("a", there, ASK_AGAIN - 1)
    assert returns.is_to_be_asked("a", there, ASK_AGAIN)
    sound = Verification(ask=7, state=VerificationState.DONE)
    assert returns.is_verified("a", there.model_copy(update={"verifications": (sound,)}))
    rotten = there.model_copy(update={"verifications": (sound.model_copy(update={"rot": 1}),)})
    assert not returns.is_verified("a", rotten)
    assert not returns.is_to_be_asked("a", rotten, ASK_AGAIN)
