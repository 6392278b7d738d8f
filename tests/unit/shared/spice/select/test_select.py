"""What a site follows by the meaning of kernels: meta-kernels whole, and no last copy dropped."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from shared.spice.select.model import KnownKernel, Meaning
from shared.spice.select.select import select

NAMES = [f"k{number}" for number in range(12)]
METAS = [f"m{number}.tm" for number in range(4)]
BODIES = (499, -74, -143)
MISSIONS = ("", "generic", "mro")

spans = st.tuples(st.integers(0, 50), st.integers(0, 20)).map(lambda one: (float(one[0]), float(sum(one))))
coverage = st.dictionaries(st.sampled_from(BODIES), st.tuples(spans), max_size=2)
kernels = st.builds(
    KnownKernel,
    path=st.sampled_from(NAMES),
    family=st.sampled_from(("spk", "ck", "fk")),
    mission=st.sampled_from(MISSIONS),
    superseded=st.booleans(),
    covered=coverage,
)
metas = st.builds(
    KnownKernel,
    path=st.sampled_from(METAS),
    family=st.just("mk"),
    mission=st.sampled_from(MISSIONS),
    superseded=st.booleans(),
    members=st.lists(st.sampled_from([*NAMES, *METAS, "gone.bsp"]), max_size=4).map(tuple),
)
collections = st.lists(kernels | metas, max_size=14, unique_by=lambda one: one.path)
rules = st.builds(
    Meaning,
    closure_of=st.frozensets(st.sampled_from(METAS), max_size=2),
    kinds=st.frozensets(st.sampled_from(("spk", "ck", "mk")), max_size=2),
    bodies=st.frozensets(st.sampled_from(BODIES), max_size=2),
    missions=st.frozensets(st.sampled_from(MISSIONS), max_size=2),
    covers=st.lists(spans, max_size=2).map(tuple),
    newest_only=st.booleans(),
)
copies = st.frozensets(st.sampled_from([*NAMES, *METAS]), max_size=3)


def by_path(found: list[KnownKernel]) -> Mapping[str, KnownKernel]:
    """Return kernels by their paths."""
    return {one.path: one for one in found}


@given(rules, collections, copies)
def test_a_followed_meta_kernel_lacks_no_member(rule, found, last) -> None:
    """But one that nobody else holds: it stays, and lacks what the collection has not got."""
    known, chosen = by_path(found), select(rule, found, last_copies=last)

    for path in chosen.paths - chosen.last_copies - last:
        assert chosen.paths.issuperset(known[path].members)
    for path, missing in chosen.lacking.items():
        assert path not in chosen.paths or path in last
        assert missing
        assert not set(missing) & known.keys()


@given(rules, collections, copies)
def test_the_last_copy_of_a_content_is_never_dropped(rule, found, last) -> None:
    """Whatever the rule says."""
    assert select(rule, found, last_copies=last).paths >= last & by_path(found).keys()


@given(rules, collections, copies)
def test_nothing_is_followed_without_a_reason(rule, found, last) -> None:
    """It fits the rule, is loaded by what does, or is a last copy; each reason is one alone."""
    chosen = select(rule, found, last_copies=last)
    alone = [select(Meaning(), found, last_copies=[one]) for one in last]
    alone.append(select(rule, found, last_copies=()))

    assert chosen.paths == frozenset().union(*(one.paths for one in alone))


@given(rules, collections, st.randoms(use_true_random=False))
def test_the_order_of_kernels_does_not_matter(rule, found, source) -> None:
    """Every site chooses the same."""
    mixed = list(found)
    source.shuffle(mixed)

    assert select(rule, mixed, last_copies=()) == select(rule, found, last_copies=())


def test_versions_that_were_replaced_come_with_meta_kernels_alone() -> None:
    """`newest_only` leaves them out; what a meta-kernel loads is followed all the same."""
    old = KnownKernel(path="a_v1.bsp", family="spk", superseded=True)
    new = KnownKernel(path="a_v2.bsp", family="spk")
    meta = KnownKernel(path="a.tm", family="mk", members=("a_v1.bsp",))
    spk = Meaning(kinds=frozenset({"spk"}), newest_only=True)
    both = Meaning(kinds=frozenset({"spk"}), newest_only=True, closure_of=frozenset({"a.tm"}))

    assert select(spk, [old, new, meta], last_copies=()).paths == {"a_v2.bsp"}
    assert select(both, [old, new, meta], last_copies=()).paths == {"a_v1.bsp", "a_v2.bsp", "a.tm"}


def test_a_rule_that_says_nothing_follows_nothing_but_last_copies() -> None:
    """Nor does one about a meta-kernel that is not there yet; it is followed once it arrives."""
    kernel = KnownKernel(path="a.bsp", family="spk")
    rule = Meaning(closure_of=frozenset({"a.tm"}))
    meta = KnownKernel(path="a.tm", family="mk", members=("a.bsp", "late.bsp"))
    late = KnownKernel(path="late.bsp", family="spk")

    assert select(rule, [kernel], last_copies=()).paths == frozenset()
    early = select(rule, [kernel, meta], last_copies=())
    assert (early.paths, early.lacking) == (frozenset(), {"a.tm": ("late.bsp",)})
    assert select(rule, [kernel, meta, late], last_copies=()).paths == {"a.tm", "a.bsp", "late.bsp"}
