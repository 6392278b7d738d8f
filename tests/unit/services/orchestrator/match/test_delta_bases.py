"""What contents are encoded against, and which are worth keeping for the next change."""

from services.orchestrator.match.match import match
from services.orchestrator.match.plan import Limits, Situation
from shared.model.entry import DELETED
from tests.unit.services.orchestrator.decide.deciding import content, file
from tests.unit.services.orchestrator.match.test_match import NOTHING, big, catalogue, held, want

LIMITS = Limits(delta_bytes_min=16)


def planned(tree, *wants, lacking=frozenset()):
    """Return the one plan for the sites that want something."""
    everybody = {item.site: item for item in wants}
    asking = {site: item for site, item in everybody.items() if item.needs}
    (plan,) = match(Situation(wants=asking, holders=everybody, lacking=lacking), tree, LIMITS)
    return plan


def test_what_a_file_replaces_is_its_basis_and_it_is_kept():
    """What changed once will change again."""
    tree = catalogue(("f", 1, big("0")), ("f", 2, big("1")))
    (item,) = planned(tree, want("a", placed=2), want("b", ("f", 2, held("0")))).items
    assert (item.basis, item.basis_found_at, item.keep) == (content("0"), (), True)


def test_a_file_that_never_changed_is_not_kept():
    """Kernels that never change under one name would fill the store for nothing."""
    (item,) = planned(catalogue(("f", 2, big("1"))), want("a", placed=2), want("b", ("f", 2, NOTHING))).items
    assert (item.basis, item.keep) == (None, False)


def test_a_file_that_came_back_is_new():
    """What was deleted before is not what it replaces."""
    tree = catalogue(("f", 1, big("0")), ("f", 2, DELETED), ("f", 3, big("1")))
    (item,) = planned(tree, want("a", placed=3), want("b", ("f", 3, NOTHING))).items
    assert not item.keep


def test_a_changed_file_is_kept_whoever_gets_it():
    """A site that joins late gets it whole, and the source keeps it all the same."""
    tree = catalogue(("f", 1, big("0")), ("f", 2, big("1")))
    (item,) = planned(tree, want("a", placed=2), want("b", ("f", 2, NOTHING))).items
    assert (item.basis, item.keep) == (None, True)


def test_small_contents_are_not_kept():
    """They travel whole the next time as well."""
    tree = catalogue(("f", 1, file("0")), ("f", 2, file("1")))
    (item,) = planned(tree, want("a", placed=2), want("b", ("f", 2, held("0")))).items
    assert not item.keep


def test_a_successor_under_a_new_name_is_encoded_against_its_predecessor():
    """Both sides are told where they hold it."""
    tree = catalogue(("lsk/n11.tls", 1, big("0")), ("lsk/n12.tls", 2, big("1")))
    plan = planned(tree, want("a", placed=2), want("b", ("lsk/n12.tls", 2, NOTHING), placed=1))
    assert [(item.basis, item.basis_found_at) for item in plan.items] == [(content("0"), ("lsk/n11.tls",))]
    assert plan.placements["b"][0].basis_found_at == ("lsk/n11.tls",)


def test_a_predecessor_that_the_target_lacks_is_no_basis():
    """A site that is new holds nothing yet."""
    tree = catalogue(("n11.tls", 1, big("0")), ("n12.tls", 2, big("1")))
    wants = (want("a", placed=2), want("b", ("n11.tls", 1, NOTHING), ("n12.tls", 2, NOTHING)))
    assert [item.basis for item in planned(tree, *wants).items] == [None, None]


def test_the_likeliest_predecessor_that_both_hold_is_taken():
    """The nearest one was deleted, the next is still coming; the one before is in place."""
    tree = catalogue(
        ("n1", 1, big("1")), ("n2", 2, big("2")), ("n3", 3, big("3")), ("n3", 4, DELETED), ("n4", 5, big("4"))
    )
    wants = (want("a", placed=5), want("b", ("n2", 2, NOTHING), ("n4", 5, NOTHING), placed=1))
    assert [item.basis for item in planned(tree, *wants).items] == [content("1"), content("1")]


def test_a_conflict_copy_is_encoded_against_what_it_is_a_copy_of():
    """Two versions of one file have most in common."""
    copy = "f.bc.conflict-20260304T050607Z-a-11111111"
    tree = catalogue(("f.bc", 1, big("0")), (copy, 2, big("1")))
    (item,) = planned(tree, want("a", placed=2), want("b", (copy, 2, NOTHING), placed=1)).items
    assert (item.basis, item.basis_found_at) == (content("0"), ("f.bc",))


def test_what_a_predecessor_did_not_make_right_is_sent_whole():
    """A site that said it lacks the content gets no delta for it again."""
    tree = catalogue(("n1", 1, big("0")), ("n2", 2, big("1")))
    wants = (want("a", placed=2), want("b", ("n2", 2, NOTHING), placed=1))
    (item,) = planned(tree, *wants, lacking=frozenset({("b", content("1"))})).items
    assert item.basis is None
