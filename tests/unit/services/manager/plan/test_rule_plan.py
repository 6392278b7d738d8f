"""What new rules would move and delete."""

from services.manager.meaning.resolve import Resolved
from services.manager.plan.rule_plan import plan_rules
from shared.contracts.messages.sites.replica_rules import Followed, Mode, ReplicaRules, SiteRule
from tests.unit.services.manager.site import directory, file, head

HEADS = [
    head(1, directory(), "ck"),
    head(1, file("1"), "ck/a.bc"),
    head(1, file("2"), "ck/b.bc"),
    head(1, file("3"), "spk/c.bsp"),
]
NONE = ReplicaRules(collection="c")


def rules(*some: SiteRule, copies: int = 1) -> ReplicaRules:
    """Return a version."""
    return ReplicaRules(collection="c", version=2, copies=copies, rules=some)


def test_what_arrives_and_what_goes_is_counted_for_each_site() -> None:
    """Files alone, with their bytes; a mode moves nothing by itself."""
    before = rules(SiteRule(sites=("b",), include=("spk/",)))
    after = rules(SiteRule(sites=("b",), exclude=("spk/",)), SiteRule(sites=("a",), mode=Mode.MIRROR))
    plan = plan_rules(before, after, sites=("a", "b"), heads=HEADS, files_max=9)
    rows = [(one.name, one.mode.value, one.files) for one in plan.sites]
    moves = [(one.arriving_files, one.leaving_files) for one in plan.sites]
    assert (rows, moves) == ([("a", "mirror", 3), ("b", "two-way", 2)], [(0, 0), (2, 1)])
    assert (plan.sites[1].arriving_bytes, plan.sites[1].leaving_bytes) == (18, 9)
    assert (plan.replaces, plan.few, plan.unfollowed, plan.whole) == (2, 0, 0, True)


def test_files_that_too_few_or_none_would_follow_are_named() -> None:
    """No more copies are asked for than there are sites."""
    after = rules(SiteRule(sites=("a",), exclude=("ck/",)), copies=2)
    plan = plan_rules(NONE, after, sites=("a", "b"), heads=HEADS, files_max=9)
    assert (plan.few, plan.few_shown, plan.unfollowed) == (2, ("ck/a.bc", "ck/b.bc"), 0)
    nobody = rules(SiteRule(sites=("*",), include=("spk/",)))
    plan = plan_rules(NONE, nobody, sites=("a", "b"), heads=HEADS, files_max=9)
    assert (plan.unfollowed, plan.unfollowed_shown) == (2, ("ck/a.bc", "ck/b.bc"))
    alone = plan_rules(NONE, rules(copies=9), sites=("a",), heads=HEADS, files_max=9)
    assert alone.few == 0


def test_a_plan_that_did_not_look_at_all_files_says_so() -> None:
    """There may be more of everything."""
    assert not plan_rules(NONE, rules(), sites=("a",), heads=HEADS, files_max=2).whole
    assert plan_rules(NONE, rules(), sites=("a",), heads=HEADS, files_max=3).whole


def test_meta_kernels_that_are_left_out_are_counted_all_and_named_some() -> None:
    """Each with what it lacks; the paths that a rule comes to are those that are followed."""
    rule = SiteRule(sites=("a",), kinds=("ck",))
    lacking = Resolved(lacking={f"mk/{number}.tm": ("gone.bsp",) for number in range(7)})

    def resolved(followed: Followed) -> tuple[Followed, Resolved]:
        return (followed.selecting(["ck/a.bc"]), lacking) if followed.by_meaning else (followed, Resolved())

    plan = plan_rules(NONE, rules(rule), sites=("a", "b"), heads=HEADS, files_max=9, resolved=resolved)
    (a, b) = plan.sites
    assert (a.files, a.leaving_files, a.left_out, b.left_out) == (1, 2, 7, 0)
    assert (len(a.left_out_shown), a.left_out_shown[-1].startswith("2 more")) == (6, True)
