"""What a site does by a rule about the meaning of kernels: it follows paths that are found for it."""

import pytest

from services.manager.state.wants import Loads
from shared.contracts.messages.batch import BaseRef, Batch, Change
from shared.contracts.messages.sites.replica_rules import Mode, ReplicaRules, SiteRule
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import DELETED
from tests.unit.services.manager.site import Orchestrator, Site, directory, file


def rules(version: int = 1, **words: object) -> ReplicaRules:
    """Return a version in which site a follows kernels of one kind."""
    rule = SiteRule.model_validate({"sites": ("a",), "kinds": ("ck",), **words})
    return ReplicaRules(collection="kernels", version=version, rules=(rule,))


def loading(**members: tuple[str, ...]) -> Loads:
    """Return what meta-kernels load, by the digits of their contents."""
    found = {digit.removeprefix("of_") * 64: paths for digit, paths in members.items()}
    return lambda _path, content: found.get(content)


def said(site: Site) -> tuple[list[str], Want]:
    """Return the files that are asked for, and the want."""
    site.state.adopt()
    found = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert found is not None
    return [need.path for need in found.needs if need.path not in ("ck", "mk", "spk")], found


def published(site: Site) -> list[str]:
    """Return the paths that the next batch names."""
    site.state.adopt()
    signed = site.sends()
    return [one.path for one in Batch.model_validate_json(signed.body).changes] if signed else []


@pytest.fixture
def site() -> Site:
    """Return site a, beside which others have made two files and a meta-kernel; it follows nothing yet."""
    site = Site(Orchestrator())
    site.state.take_rules(rules())
    site.orchestrator.others_change(
        *(Change(path=path, state=directory()) for path in ("ck", "mk", "spk")),
        Change(path="ck/a", state=file("1")),
        Change(path="spk/b", state=file("2")),
        Change(path="mk/m.tm", state=file("3")),
    )
    site.folds()
    return site


def test_nothing_is_asked_for_before_the_paths_are_known_and_then_these_alone(site: Site) -> None:
    """Whoever counts copies sees which they are; the directories above them come with them."""
    assert said(site)[0] == []
    assert not said(site)[1].follows("ck/a")
    moved = site.state.take_selection({"ck/a"}, loading())
    assert (moved.entered, moved.left) == ({"ck/a"}, frozenset())
    asked, want = said(site)
    assert (asked, want.follows("ck/a"), want.follows("spk/b")) == (["ck/a"], True, False)
    assert [need.path for need in want.needs] == ["ck", "ck/a"]
    assert site.state.take_selection({"ck/a"}, loading()).entered == frozenset()


def test_what_is_made_here_is_published_and_followed_until_it_is_described(site: Site) -> None:
    """An edit of it goes out as well; what others have made, and the rule leaves out, does not."""
    site.state.take_selection(set(), loading())
    site.publishes("ck/mine", file("4"))
    site.sees("ck/mine", file("5"))
    site.sees("spk/b", file("6"))
    assert published(site) == ["ck/mine"]


def test_a_meta_kernel_is_asked_for_when_it_is_told_and_all_that_it_loads_is_in_place(site: Site) -> None:
    """Also one that takes the place of another: it may load what is not here."""
    loads = loading(of_3=("ck/a",), of_7=("ck/a", "spk/b"))
    site.state.take_selection({"ck/a", "mk/m.tm"}, loading())
    for number, path in enumerate(("ck", "mk"), start=1):
        site.placed(path, 1, directory(), number=number)
    site.placed("ck/a", 1, file("1"), number=3)
    assert said(site)[0] == []
    site.state.take_selection({"ck/a", "mk/m.tm"}, loads)
    assert said(site)[0] == ["mk/m.tm"]
    site.placed("mk/m.tm", 1, file("3"), number=4)
    site.orchestrator.others_change(Change(path="mk/m.tm", base=BaseRef(revision=1), state=file("7")))
    site.folds()
    asked, want = said(site)
    assert (asked, want.placed < 2 or "mk/m.tm" in want.unplaced) == ([], True)
    site.state.take_selection({"ck/a", "spk/b", "mk/m.tm"}, loads)
    assert said(site)[0] == ["spk/b"]


def test_what_enters_a_rule_takes_nothing_that_is_missing_for_a_deletion(site: Site) -> None:
    """What went away while it was left out is placed again; what leaves is the site's business no more."""
    site.state.take_selection({"ck/a"}, loading())
    site.placed("ck", 1, directory(), number=1)
    site.placed("ck/a", 1, file("1"), number=2)
    assert site.state.take_selection({"spk/b"}, loading()).left == {"ck/a"}
    site.sees("ck/a", DELETED)
    assert published(site) == []
    moved = site.state.take_selection({"ck/a"}, loading())
    assert (moved.again, published(site), said(site)[0]) == ({"ck/a"}, [], ["ck/a"])


def test_a_deletion_by_others_is_placed_and_other_rules_of_other_sites_change_nothing(site: Site) -> None:
    """The paths stay known while what the rule says of the site is the same."""
    site.state.take_selection({"ck/a"}, loading())
    site.placed("ck", 1, directory(), number=1)
    site.placed("ck/a", 1, file("1"), number=2)
    assert not site.state.take_rules(rules(2))
    assert site.state.rule.now.followed.paths == {"ck/a"}
    site.orchestrator.others_change(Change(path="ck/a", base=BaseRef(revision=1), state=DELETED))
    site.folds()
    assert said(site)[0] == ["ck/a"]
    assert site.state.take_rules(rules(3, mode=Mode.MIRROR))
    assert site.state.rule.now.followed.paths == frozenset()


def test_a_site_that_starts_again_knows_its_paths_and_waits_with_meta_kernels(site: Site) -> None:
    """What they load is read from descriptions anew."""
    site.state.take_selection({"mk/m.tm"}, loading(of_3=()))
    site.placed("mk", 1, directory())
    assert said(site)[0] == ["mk/m.tm"]
    site.start(site.db.serialize())
    assert (site.state.rule.now.followed.paths, said(site)[0]) == ({"mk/m.tm"}, [])


def test_what_a_meta_kernel_loads_is_not_deleted_before_its_next_version_is_in_place(site: Site) -> None:
    """Found by a stranger: for as long as the transfer of its new member took, the old one was gone."""
    loads = loading(of_3=("ck/a",), of_7=("spk/b",))
    site.state.take_selection({"ck/a", "mk/m.tm"}, loads)
    for number, path in enumerate(("ck", "mk"), start=1):
        site.placed(path, 1, directory(), number=number)
    site.placed("ck/a", 1, file("1"), number=3)
    site.placed("mk/m.tm", 1, file("3"), number=4)
    base = BaseRef(revision=1)
    site.orchestrator.others_change(
        Change(path="mk/m.tm", base=base, state=file("7")), Change(path="ck/a", base=base, state=DELETED)
    )
    site.folds()
    assert said(site)[0] == []
    site.state.take_selection({"spk/b", "mk/m.tm"}, loads)
    site.placed("spk", 1, directory(), number=5)
    site.placed("spk/b", 1, file("2"), number=6)
    assert said(site)[0] == ["mk/m.tm"]
    site.placed("mk/m.tm", 2, file("7"), number=7)
    assert said(site)[0] == ["ck/a"]
    assert site.state.meta_kernels_here() == {"mk/m.tm": "7" * 64}
