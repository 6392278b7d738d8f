"""What a site does by the rule that it has: what it places, publishes, and takes for a deletion."""

import pytest

from services.manager.state.rules.reconcile import Action
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.store.migrations import open_migrated
from shared.catalog.store.schemas import SITE_SCHEMA
from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.sites.replica_rules import Mode, ReplicaRules, SiteRule
from shared.contracts.messages.transfers.want import Want
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED
from tests.unit.services.manager.site import MADE_AT, Orchestrator, Site, directory, file


def rules(version: int, *, exclude: tuple[str, ...] = (), mode: Mode = Mode.TWO_WAY) -> ReplicaRules:
    """Return a version in which site a has one rule."""
    rule = SiteRule(sites=("a",), exclude=exclude, mode=mode)
    return ReplicaRules(collection="kernels", version=version, rules=(rule,))


def published(site: Site) -> list[tuple[str, bool]]:
    """Return what the next batch says: paths, and whether each is deleted."""
    site.state.adopt()
    signed = site.sends()
    changes = Batch.model_validate_json(signed.body).changes if signed is not None else ()
    return [(change.path, change.is_delete) for change in changes]


def want(site: Site) -> Want:
    """Return the want."""
    found = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert found is not None
    return found


def needs(site: Site) -> list[str]:
    """Return what is asked for, but for directories at the top."""
    site.state.adopt()
    return [need.path for need in want(site).needs if "/" in need.path]


@pytest.fixture
def site() -> Site:
    """Return site a, which has published `ck/own`, and has placed `ck/theirs` and `spk/theirs` of site b."""
    orchestrator = Orchestrator()
    site = Site(orchestrator)
    site.publishes("ck/own", file("1"))
    orchestrator.others_change(*(Change(path=path, state=file("2")) for path in ("ck/theirs", "spk/theirs")))
    site.folds()
    for number, path in enumerate(("ck/theirs", "spk/theirs"), start=1):
        site.placed(path, 2, file("2"), number=number)
    return site


def test_what_the_rule_leaves_out_is_neither_placed_nor_published_nor_missed(site: Site) -> None:
    """Whatever stands there, and whatever becomes of it; the rest goes on."""
    assert site.state.take_rules(rules(1, exclude=("ck/",)))
    site.orchestrator.others_change(
        Change(path="ck/new", state=file("3")), Change(path="spk/n", state=file("3"))
    )
    site.folds()
    site.sees("ck/own", DELETED)
    site.sees("ck/theirs", file("4"))
    site.sees("ck/mine", file("5"))
    assert (needs(site), published(site)) == (["spk/n"], [])
    site.sees("spk/mine", file("5"))
    assert published(site) == [("spk/mine", False)]
    said = want(site)
    assert (said.rule, said.follows("ck/own"), said.follows("spk/n")) == (1, False, True)
    assert "ck/new" not in site.state.unplaced(limit=9)


def test_a_wider_rule_takes_nothing_that_is_missing_for_a_deletion(site: Site) -> None:
    """What went away while it was left out is placed again; what was edited is published."""
    site.state.take_rules(rules(1, exclude=("ck/",)))
    site.sees("ck/own", DELETED)
    site.sees("ck/theirs", file("4"))
    site.state.take_rules(rules(2))
    # The look that every change of a rule asks for.
    site.sees("ck/theirs", file("4"))
    assert published(site) == [("ck/theirs", False)]
    assert needs(site) == ["ck/own"]


def test_what_went_away_before_the_rule_was_heard_of_is_no_deletion_either(site: Site) -> None:
    """A manager that was away hears of the rule before it looks: the file may be gone for as long."""
    site.state.take_rules(rules(1, exclude=("ck/",)))
    site.state.take_rules(rules(2))
    site.sees("ck/own", DELETED)
    assert published(site) == []
    assert needs(site) == ["ck/own", "ck/theirs"]


def test_a_batch_that_is_undecided_is_no_base_of_what_was_forgotten_meanwhile(site: Site) -> None:
    """Found by a simulated world: its commit made the path known as placed, nothing stood there, and it was
    published as deleted.
    """
    site.sees("ck/mine", file("5"))
    signed = site.sends()
    site.state.take_rules(rules(1, exclude=("ck/",)))
    site.state.take_rules(rules(2))
    site.orchestrator.decide(signed)
    site.folds()
    assert published(site) == []
    site.sees("ck/mine", file("5"))
    assert published(site) == []
    assert "ck/mine" not in needs(site)


def test_a_file_that_is_forgotten_while_its_batch_is_undecided_is_no_deletion(site: Site) -> None:
    """As when a person drops what is in quarantine at a path that was changed a moment before."""
    site.sees("spk/mine", file("5"))
    signed = site.sends()
    site.state.forget_paths(["spk/mine"])
    site.orchestrator.decide(signed)
    site.folds()
    assert published(site) == []
    assert "spk/mine" in needs(site)


def test_a_mirror_has_what_was_changed_there_placed_again(site: Site) -> None:
    """Also what was deleted; what the collection never had stays, and is not published."""
    site.state.take_rules(rules(1, mode=Mode.MIRROR))
    site.sees("ck/own", DELETED)
    site.sees("ck/theirs", file("4"))
    site.sees("ck/mine", file("5"))
    assert published(site) == []
    assert needs(site) == ["ck/own", "ck/theirs"]
    held = {need.path: need.held.content for need in want(site).needs if "/" in need.path}
    assert held == {"ck/own": None, "ck/theirs": "4" * 64}
    site.placed("ck/theirs", 2, file("2"), number=7)
    assert needs(site) == ["ck/own"]


def test_a_site_that_only_sends_takes_nothing_and_says_so(site: Site) -> None:
    """Its own changes are published; nobody takes it for a holder of what others make."""
    site.state.take_rules(rules(1, mode=Mode.SEND_ONLY))
    site.orchestrator.others_change(Change(path="spk/new", state=file("3")))
    site.folds()
    assert needs(site) == []
    assert site.state.index.tally().behind == 0
    assert not want(site).follows("spk/new")
    site.sees("spk/mine", file("5"))
    assert published(site) == [("spk/mine", False)]


def test_what_was_done_while_a_site_only_received_is_no_deletion_when_it_sends_again(site: Site) -> None:
    """Nobody who deleted there meant the other sites."""
    site.state.take_rules(rules(1, mode=Mode.RECEIVE_ONLY))
    site.state.take_rules(rules(2))
    site.sees("ck/own", DELETED)
    assert published(site) == []
    assert "ck/own" in needs(site)


def test_a_rule_is_kept_over_restarts(site: Site) -> None:
    """Also while the bus cannot be asked; one that says the same changes nothing."""
    site.state.take_rules(rules(1, exclude=("ck/",)))
    site.start(site.db.serialize())
    site.orchestrator.others_change(Change(path="ck/new", state=file("3")))
    site.folds()
    assert needs(site) == []
    assert site.state.rule.now.version == 1
    assert not site.state.take_rules(rules(2, exclude=("ck/",)))
    assert want(site).rule == 2


def test_directories_that_the_rule_leaves_out_are_not_made(site: Site) -> None:
    """Nor is one that a person makes there published."""
    site.state.take_rules(rules(1, exclude=("ck/",)))
    site.orchestrator.others_change(Change(path="ck/empty", state=directory()))
    site.folds()
    site.sees("ck/own-directory", directory())
    assert (needs(site), published(site)) == ([], [])
    assert site.state.index.due(Action.SEND) == []


def test_the_state_of_a_site_without_rules_says_nothing_of_them(site: Site) -> None:
    """Wants are as those of earlier versions."""
    said = want(site)
    assert (said.rule, said.followed, said.follows("anything")) == (0, None, True)
    assert site.state.make_batch(made_at=MADE_AT) is None


def test_what_the_rule_puts_first_is_asked_for_first_and_told_apart(site: Site) -> None:
    """The order of what waits already follows a new rule; two directories come before all of it."""
    news = ("ck/b.bc", "ck/d.bsp", "spk/c.tls", "spk/e.bsp")
    site.orchestrator.others_change(*(Change(path=path, state=file("3")) for path in news))
    site.folds()
    assert (needs(site), want(site).urgent) == (["spk/c.tls", "ck/b.bc", "ck/d.bsp", "spk/e.bsp"], 3)
    rule = SiteRule(sites=("a",), priority=("*.bsp",))
    site.state.take_rules(ReplicaRules(collection="kernels", version=1, rules=(rule,)))
    assert (needs(site), want(site).urgent) == (["ck/d.bsp", "spk/e.bsp", "spk/c.tls", "ck/b.bc"], 5)
    site.state.put_early(frozenset({"ck/b.bc"}))
    assert (needs(site), want(site).urgent) == (["ck/d.bsp", "spk/e.bsp", "ck/b.bc", "spk/c.tls"], 6)
    assert want(site).followed is None


def test_a_site_that_a_setting_lets_send_alone_places_nothing_whatever_its_rule_says(tmp_path) -> None:
    """Also before it heard of any rule, and once it has one that says otherwise."""
    connection = open_migrated(tmp_path / "site.db", SITE_SCHEMA)
    identity = SiteIdentity(collection="kernels", site="a", send_only=True)
    state = SiteState(connection, identity=identity, key=SigningKey(bytes(32)))
    assert state.rule.now.followed.mode is Mode.SEND_ONLY
    state.take_rules(rules(1, mode=Mode.MIRROR))
    assert state.rule.now.followed.mode is Mode.SEND_ONLY
    assert not state.receives_only
    assert not state.rule.now.followed.holds("ck/new")
