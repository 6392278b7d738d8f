"""The paths that a rule by meaning comes to."""

from services.describer.kernels.describer import KernelDescriber
from services.manager.meaning.contents import KnownContent, known_content
from services.manager.meaning.kernels import KnownKernels
from services.manager.meaning.resolve import resolve
from shared.contracts.messages.sites.replica_rules import Followed
from shared.spice.coverage.model import Scale
from testing.describers.conformance import Bytes
from tests.kernels.made import made
from tests.unit.services.manager.meaning.known import content_of, known, meta_kernel

CK = KnownContent(family="ck", form="daf")
SPK = KnownContent(family="spk", form="daf", coverage=((499, Scale.TDB, ((0.0, 10.0),)),))
EAST, WEST = (0.0, 3.0, -1.5, 1.5), (3.0, 6.0, -1.5, 1.5)


def shape(*area: tuple[float, float, float, float]) -> KnownContent:
    """Return a kernel of a shape."""
    return KnownContent(family="dsk", form="das", area=area)


def test_kinds_and_closures_are_followed_together() -> None:
    """With what meta-kernels load; patterns narrow all of it, and a meta-kernel that loses a member goes."""
    kernels = known(
        {"mk/a.tm": "1", "ck/a.bc": "2", "spk/a.bsp": "3", "spk/b.bsp": "3", "readme.txt": "4"},
        {"1": meta_kernel("../ck/a.bc", "../spk/a.bsp"), "2": CK, "3": SPK, "4": KnownContent()},
    )
    whole = resolve(Followed(kinds=("ck",), closure_of=("mk/a.tm",)), kernels)
    assert whole.paths == {"mk/a.tm", "ck/a.bc", "spk/a.bsp"}
    narrowed = resolve(Followed(closure_of=("mk/a.tm", "mk/b.tm"), exclude=("ck/",)), kernels)
    assert narrowed.paths == frozenset()
    assert [line.split(" is ")[0] for line in narrowed.lines] == ["'mk/a.tm'", "'mk/b.tm' of the rule"]
    assert narrowed.lacking["mk/a.tm"] == ("ck/a.bc",)


def test_what_nobody_has_described_stays_as_it_was() -> None:
    """And all else, where a meta-kernel is not described: it may load what the one before it did not."""
    files = {"mk/a.tm": "1", "ck/a.bc": "2", "ck/b.bc": "5"}
    rule = Followed(kinds=("ck",))
    before = frozenset(("ck/a.bc", "ck/gone.bc"))
    assert resolve(rule, known(files, {"1": meta_kernel()}), before=before).paths == {"ck/a.bc"}
    assert resolve(rule, known(files, {"5": CK}), before=frozenset()).paths == {"ck/b.bc"}
    told = known(files, {"2": SPK, "5": CK})
    assert resolve(rule, told, before=frozenset(("ck/a.bc",))).paths == {"ck/b.bc"}
    assert resolve(rule, told, before=frozenset(("ck/a.bc", "mk/a.tm"))).paths == {*files}


def test_a_whole_version_that_stands_here_stays_while_its_next_one_lacks_a_member() -> None:
    """Found by a stranger: the member was a moment late, and the site threw all of it away."""
    files = {"mk/a.tm": "2", "ck/a.bc": "3", "ck/b.bc": "3"}
    told = {"1": meta_kernel("../ck/a.bc"), "2": meta_kernel("../ck/a.bc", "../ck/late.bc"), "3": CK}
    rule, before = Followed(closure_of=("mk/a.tm",)), frozenset(("mk/a.tm", "ck/a.bc"))
    here = {"mk/a.tm": content_of("1")}
    found = resolve(rule, known(files, told), before=before, here=here)
    assert (found.paths, found.lacking) == (before, {"mk/a.tm": ("../ck/late.bc",)})
    assert found.lines[0].startswith("'mk/a.tm' stays as it was here, since its next version is not whole: ")
    gone = resolve(rule, known({"mk/a.tm": "2"}, told), before=before, here=here)
    assert gone.paths == frozenset()


def test_only_described_versions_replace_others_and_shapes_only_those_of_their_area() -> None:
    """Quarters of a surface may be numbered as versions are."""
    files = {"spk/a_v1.bsp": "1", "spk/a_v2.bsp": "2", "dsk/m_v1.bds": "3", "dsk/m_v2.bds": "4"}
    rule = Followed(newest_only=True)
    tiles = {"3": shape(EAST), "4": shape(WEST)}
    assert resolve(rule, known(files, {"1": SPK, **tiles})).paths == {*files} - {"spk/a_v2.bsp"}
    assert resolve(rule, known(files, {"1": SPK, "2": SPK, **tiles})).paths == {*files} - {"spk/a_v1.bsp"}
    whole = known(files, {"1": SPK, "2": SPK, "3": shape(EAST), "4": shape()})
    assert resolve(rule, whole).paths == {"spk/a_v2.bsp", "dsk/m_v2.bds"}


def test_times_of_pointing_are_those_of_its_clock() -> None:
    """As long as nobody has brought the clock, it may be of any time."""
    names = {"ck/craft_v1.bc": "1", "sclk/craft_9.tsc": "2", "lsk/naif9.tls": "3"}
    described = {
        digit: known_content(KernelDescriber().describe(Bytes(made(path.split("/")[1])), path).kernel)
        for path, digit in names.items()
    }
    timed, untimed = known(names, described), known(names, {"1": described["1"]})
    inside, outside = (Followed(kinds=("ck",), covers=(span,)) for span in SPANS)
    assert [_cks(inside, timed), _cks(outside, timed)] == [{"ck/craft_v1.bc"}, set()]
    assert [_cks(inside, untimed), _cks(outside, untimed)] == [{"ck/craft_v1.bc"}] * 2


SPANS = ("2000-01-01/2000-01-02", "2010-01-02/2010-01-03")


def _cks(rule: Followed, kernels: KnownKernels) -> set[str]:
    return set(resolve(rule, kernels).paths)
