"""Matching what sites want with what sites hold."""

from services.orchestrator.match.match import HINTS_MAX, match, unavailable
from services.orchestrator.match.plan import Limits, Plan, Situation
from shared.catalog.fold.fold import Folded
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.transfers.want import Held, Need, Want
from shared.model.entry import DELETED, Entry, Kind, State
from tests.unit.services.orchestrator.decide.deciding import batch_of, content, directory, file

NOTHING = Held(kind=Kind.DELETED)
LIMITS = Limits(pack_bytes=100, delta_bytes_min=16)


def big(digit: str, size: int = 60) -> State:
    """Return a file that is worth a delta."""
    return file(digit).model_copy(update={"size": size})


def held(digit: str) -> Held:
    """Return that a site holds this content."""
    return Held(kind=Kind.FILE, content=content(digit))


def catalogue(*entries: tuple[str, int, State], author: str = "a") -> Projection:
    """Return a tree with this history."""
    projection = Projection(open_database(":memory:"))
    for path, revision, state in sorted(entries, key=lambda entry: entry[1]):
        at = LogPosition("0" * 32, revision, "0" * 64)
        entry = Entry(path=path, revision=revision, author=author, state=state)
        projection.apply(Folded(at, batch_of(site=author), (), (entry,)))
    return projection


def want(site: str, *needs: tuple[str, int, Held], placed: int = 0, unplaced: tuple[str, ...] = ()) -> Want:
    """Return what a site asks for."""
    return Want(
        collection="kernels",
        site=site,
        log_id="0" * 32,
        head=9,
        placed=placed,
        needs=tuple(Need(path=path, revision=revision, held=prior) for path, revision, prior in needs),
        unplaced=unplaced,
    )


def planned(
    tree: Projection,
    *wants: Want,
    lacking: frozenset[tuple[str, str]] = frozenset(),
    told: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[Plan, ...]:
    """Match; every site that wants something may be a source as well."""
    everybody = {item.site: item for item in wants}
    asking = {site: item for site, item in everybody.items() if item.needs}
    return match(Situation(wants=asking, holders=everybody, lacking=lacking, told=told), tree, LIMITS)


F = ("f", 2, big("1"))


def test_who_made_a_content_is_its_source():
    """The author holds what it made where it made it."""
    (plan,) = planned(catalogue(F), want("a", placed=2), want("b", ("f", 2, NOTHING)))
    assert plan.source == "a"
    assert [(item.content, item.found_at, item.basis) for item in plan.items] == [
        (content("1"), ("f",), None)
    ]
    (placement,) = plan.placements["b"]
    assert (placement.path, placement.revision, placement.prior) == ("f", 2, NOTHING)


def test_sites_that_lag_alike_share_a_pack():
    """One upload, however many download."""
    needs = ("f", 2, NOTHING)
    (plan,) = planned(catalogue(F), want("a", placed=2), want("b", needs), want("c", needs))
    assert set(plan.placements) == {"b", "c"}


def test_sites_that_hold_other_contents_get_packs_of_their_own():
    """A delta against what one site holds is of no use to another."""
    tree = catalogue(("f", 1, big("0")), ("f", 2, big("1")))
    plans = planned(tree, want("a", placed=2), want("b", ("f", 2, held("0"))), want("c", ("f", 2, NOTHING)))
    assert sorted((item.basis for plan in plans for item in plan.items), key=str) == [content("0"), None]


def test_small_contents_are_sent_whole():
    """Their signature would cost what it saves."""
    tree = catalogue(("f", 1, file("0")), ("f", 2, file("1")))
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 2, held("0"))))
    assert plan.items[0].basis is None


def test_what_a_delta_did_not_make_right_is_sent_whole():
    """A site that said it lacks the content gets no delta for it again."""
    tree = catalogue(("f", 1, big("0")), ("f", 2, big("1")))
    lacking = frozenset({("b", content("1"))})
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 2, held("0"))), lacking=lacking)
    assert plan.items[0].basis is None


def test_a_content_that_the_target_holds_elsewhere_does_not_travel():
    """A rename or a copy costs nothing on the wire."""
    tree = catalogue(("old", 1, big("1")), ("f", 2, big("1")))
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 2, NOTHING), placed=1))
    assert (plan.source, plan.items) == (None, ())
    assert plan.placements["b"][0].found_at == ("old",)


def test_a_rename_finds_what_waits_to_be_deleted():
    """The target names the old path as not placed yet, since its deletion follows later."""
    tree = catalogue(("old", 1, big("1")), ("f", 2, big("1")), ("old", 2, DELETED))
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 2, NOTHING), placed=2, unplaced=("old",)))
    assert (plan.source, plan.placements["b"][0].found_at) == (None, ("old",))


def test_a_content_that_is_about_to_be_replaced_is_a_hint_too():
    """Two names that swap their contents need nothing from outside."""
    tree = catalogue(("x", 1, big("1")), ("y", 1, big("2")), ("x", 2, big("2")), ("y", 3, big("1")))
    (plan,) = planned(tree, want("b", ("x", 2, held("1")), ("y", 3, held("2"))))
    assert [placement.found_at for placement in plan.placements["b"]] == [("y",), ("x",)]


def test_a_target_that_lacks_what_it_should_hold_gets_it_sent():
    """Hints are hints: once they were wrong they are not given again."""
    tree = catalogue(("old", 1, big("1")), ("f", 2, big("1")))
    lacking = frozenset({("b", content("1"))})
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 2, NOTHING), placed=1), lacking=lacking)
    assert plan.source == "a"


def test_a_content_travels_once_for_two_paths():
    """The second path takes it from the pack."""
    tree = catalogue(("f", 1, big("1")), ("g", 2, big("1")))
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 1, NOTHING), ("g", 2, NOTHING)))
    assert len(plan.items) == 1
    assert len(plan.placements["b"]) == 2


def test_hints_are_bounded():
    """An empty file may lie in a thousand places."""
    tree = catalogue(*((f"old{at}", at, big("1")) for at in range(1, 9)), ("f", 9, big("1")))
    (plan,) = planned(tree, want("b", ("f", 9, NOTHING), placed=8))
    assert len(plan.placements["b"][0].found_at) == HINTS_MAX


def test_what_nobody_holds_is_not_planned_and_is_said():
    """It blocks nothing else: the other need is met."""
    tree = catalogue(F, ("d", 3, directory()))
    wants = {"b": want("b", ("f", 2, NOTHING), ("d", 3, NOTHING))}
    nobody = frozenset({("b", content("1"))})
    situation = Situation(wants=wants, holders=wants, lacking=nobody, told=nobody)
    (plan,) = match(situation, tree, LIMITS)
    assert [placement.path for placement in plan.placements["b"]] == ["d"]
    assert unavailable(situation, tree) == (content("1"),)


def test_a_source_that_said_it_lacks_a_content_is_not_asked_again():
    """Another holder is."""
    tree = catalogue(F)
    wants = (want("a", placed=2), want("b", ("f", 2, NOTHING)), want("c", placed=2))
    (plan,) = planned(tree, *wants, lacking=frozenset({("a", content("1"))}))
    assert plan.source == "c"


def test_a_path_that_a_site_lists_as_unplaced_is_not_read_from_it():
    """Its want says so, whatever revision it is at."""
    tree = catalogue(F)
    wants = (want("c", placed=2, unplaced=("f",)), want("b", ("f", 2, NOTHING)))
    (plan,) = planned(tree, *wants)
    assert [item.found_at for item in plan.items] == [()]


def test_what_nobody_is_known_to_hold_is_looked_for_in_the_trash_of_all():
    """Who removed a content may still have it: first the others are asked, then the target itself."""
    tree = catalogue(F)
    wants = (want("c"), want("b", ("f", 2, NOTHING)))
    (plan,) = planned(tree, *wants)
    assert (plan.source, [item.found_at for item in plan.items]) == ("c", [()])
    (plan,) = planned(tree, *wants, lacking=frozenset({("c", content("1"))}))
    assert (plan.source, plan.items) == (None, ())
    assert [placement.path for placement in plan.placements["b"]] == ["f"]
    # What the target said as a source for others does not keep it from being told.
    nobody = frozenset({("c", content("1")), ("b", content("1"))})
    (plan,) = planned(tree, *wants, lacking=nobody)
    assert (plan.source, list(plan.placements)) == (None, ["b"])
    assert planned(tree, *wants, lacking=nobody, told=frozenset({("b", content("1"))})) == ()


def test_nobody_is_asked_in_vain_while_the_author_is_about_to_say_what_it_holds():
    """After the first commit of a log others may have said their wants before its author has."""
    tree = catalogue(F, ("d", 3, directory()))
    wants = {"b": want("b", ("f", 2, NOTHING), ("d", 3, NOTHING)), "c": want("c")}
    situation = Situation(wants={"b": wants["b"]}, holders=wants, awaited=frozenset({"a"}))
    (plan,) = match(situation, tree, LIMITS)
    assert (plan.source, [placement.path for placement in plan.placements["b"]]) == (None, ["d"])
    assert unavailable(situation, tree) == ()


def test_a_full_pack_leaves_the_rest_to_the_next():
    """At least one content goes, however large."""
    tree = catalogue(("f", 1, big("1", 500)), ("g", 2, big("2", 500)))
    (plan,) = planned(tree, want("a", placed=2), want("b", ("f", 1, NOTHING), ("g", 2, NOTHING)))
    assert [item.content for item in plan.items] == [content("1")]
    assert [placement.path for placement in plan.placements["b"]] == ["f"]


def test_a_tombstone_is_placed_without_a_source():
    """Nothing travels for a delete; the prior says what may be removed."""
    tree = catalogue(("f", 1, big("1")), ("f", 2, DELETED))
    (plan,) = planned(tree, want("b", ("f", 2, held("1"))))
    assert (plan.source, plan.placements["b"][0].state) == (None, DELETED)


def test_a_tombstone_newer_than_the_need_waits_for_a_new_want():
    """A site asks for deletions itself, in their order (I10)."""
    tree = catalogue(("f", 1, big("1")), ("f", 5, DELETED))
    assert planned(tree, want("b", ("f", 1, NOTHING))) == ()


def test_a_newer_content_than_the_need_is_given_at_once():
    """What would be replaced the next moment need not travel."""
    tree = catalogue(("f", 1, big("1")), ("f", 5, big("2")))
    (plan,) = planned(tree, want("a", placed=5), want("b", ("f", 1, NOTHING)))
    assert plan.placements["b"][0].revision == 5


def test_a_need_beyond_the_tree_is_not_planned():
    """Whoever plans has to fold first."""
    assert planned(catalogue(F), want("a", placed=2), want("b", ("f", 7, NOTHING))) == ()


def test_what_no_log_knows_is_never_deleted():
    """A need for a path without an entry removes only contents that the log has."""
    assert planned(catalogue(F), want("b", ("mine", 1, held("9")))) == ()
    (plan,) = planned(catalogue(F), want("b", ("lost", 1, held("1"))))
    assert plan.placements["b"][0].state == DELETED


def test_metadata_alone_does_not_travel():
    """The site has the bytes: it gets the times and the mode."""
    tree = catalogue(("f", 1, big("1")), ("f", 2, big("1").model_copy(update={"mode": 0o600})))
    (plan,) = planned(tree, want("b", ("f", 2, held("1"))))
    assert (plan.source, plan.items) == (None, ())


def test_a_conflict_copy_is_looked_for_where_its_author_made_it():
    """Until the head takes its place the content lies under the original name."""
    copy = "d/f.bc.conflict-20260304T050607Z-a-11111111"
    tree = catalogue((copy, 2, big("1")))
    (plan,) = planned(tree, want("a"), want("b", (copy, 2, NOTHING)))
    assert plan.items[0].found_at == (copy, "d/f.bc")
    (own,) = planned(tree, want("a", (copy, 2, NOTHING)))
    assert own.placements["a"][0].found_at == ("d/f.bc",)


def test_nobody_who_wants_nothing_gets_a_plan():
    """No wants, no packs."""
    assert planned(catalogue(F), want("a", placed=2)) == ()


def test_a_want_may_name_what_it_holds_by_revision():
    """The log says what that is: the prior of the job, and where the content is found, are the same."""
    tree = catalogue(("old.bc", 1, big("1")), ("new.bc", 2, big("1")), ("old.bc", 2, DELETED))
    named = [Held(kind=Kind.FILE, revision=1), held("1")]
    plans = [
        match(one_wants(want("b", ("new.bc", 2, NOTHING), ("old.bc", 2, one), placed=1)), tree, LIMITS)
        for one in named
    ]
    assert plans[0] == plans[1]
    placements = plans[0][0].placements["b"]
    assert [(one.path, one.prior) for one in placements] == [("new.bc", NOTHING), ("old.bc", held("1"))]


def test_a_path_that_never_was_at_the_revision_that_a_want_names_is_left():
    """Nobody can tell what such a site holds there."""
    tree = catalogue(("f", 1, big("1")), ("f", 3, DELETED))
    for revision in (2, 3, 9):
        assert (
            match(one_wants(want("b", ("f", 3, Held(kind=Kind.FILE, revision=revision)))), tree, LIMITS) == ()
        )


def one_wants(one: Want) -> Situation:
    """Return that one site is there, and wants this."""
    return Situation(wants={one.site: one}, holders={one.site: one})


def test_a_site_is_not_asked_first_for_what_its_rule_leaves_out():
    """It has placed all that is its own; what it left out it has no more, unless it made it."""
    needy = want("c", ("f", 2, NOTHING))
    partial = want("a", placed=2).model_copy(update={"followed": Followed(exclude=("f",))})
    (plan,) = planned(catalogue(F, author="z"), partial, want("b", placed=2), needy)
    assert plan.source == "b"
    (plan,) = planned(catalogue(F, author="z"), partial, needy)
    assert plan.source == "a"  # nobody is known to have it: it may be in a trash
