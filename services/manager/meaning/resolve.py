"""The paths that a rule by meaning comes to. Pure.

What nobody has described yet stays as it was: lack of evidence takes nothing out of a site (I3).
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from services.manager.meaning.kernels import KnownKernels
from shared.contracts.messages.sites.replica_rules import Followed, RuleWords
from shared.spice.select.select import select
from shared.spice.waves import Wave, wave_of

NOTHING: Mapping[str, str] = MappingProxyType({})

SHOWN_MAX = 3
"""Members that are named of one meta-kernel."""

LINES_MAX = 5
"""Meta-kernels that are named: a status has room for some lines."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a site follows by a rule."""

    paths: frozenset[str] = frozenset()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Meta-kernels that the rule means and that are left out, and what they lack; while nobody has told what
    they load, nothing."""
    standing: frozenset[str] = frozenset()
    """Those of them of which a version stands at the site, whole, and stays."""

    @property
    def lines(self) -> list[str]:
        """What people are told of it."""
        lines = [_lack(one, missing, one in self.standing) for one, missing in sorted(self.lacking.items())]
        return lines if len(lines) <= LINES_MAX else [*lines[:LINES_MAX], _more(len(lines) - LINES_MAX)]


def resolve(
    rule: RuleWords,
    known: KnownKernels,
    *,
    before: frozenset[str] = frozenset(),
    here: Mapping[str, str] = NOTHING,
) -> Resolved:
    """Return what a site follows.

    Args:
        rule: its rule; patterns narrow what it says of kernels.
        known: the kernels of the collection.
        before: what the site has followed by this rule until now.
        here: the content of each meta-kernel that stands at the site.
    """
    own = [one for one in known.kernels if rule.filter.follows(one.path)]
    chosen = select(rule.meaning, own, last_copies=())
    there = {one.path for one in own}
    whole = _still_whole(chosen.lacking.keys() & before, here, known, there)
    paths = chosen.paths | whole | (_staying(before, known) & there)
    absent = {path: (path,) for path in rule.closure_of if path not in there}
    named = there.intersection(rule.closure_of) | set(filter(_is_meta_kernel, paths))
    untold = dict.fromkeys(named & known.undescribed, ())
    lacking = {**chosen.lacking, **absent, **untold}
    return Resolved(paths, lacking, standing=whole & chosen.lacking.keys())


def resolved(rule: Followed, known: KnownKernels) -> tuple[Followed, Resolved]:
    """Return a rule with the paths that it would come to, and more of it. Raises TooManyPathsError."""
    if not rule.by_meaning:
        return rule, Resolved()
    found = resolve(rule, known)
    return rule.selecting(found.paths), found


def _still_whole(
    paths: Iterable[str], here: Mapping[str, str], known: KnownKernels, there: Container[str]
) -> frozenset[str]:
    """Return what stays for versions of meta-kernels that stand here: their next ones lack a member."""
    staying: set[str] = set()
    for path in paths:
        members = known.loads(path, here[path]) if path in here else None
        if members is not None and all(one in there for one in members):
            staying |= {path, *members}
    return frozenset(staying)


def _staying(before: frozenset[str], known: KnownKernels) -> frozenset[str]:
    """Return what stays since it may still be meant: all of it, where a new meta-kernel may load it."""
    untold = before & known.undescribed
    return before if any(map(_is_meta_kernel, untold)) else untold


def _is_meta_kernel(path: str) -> bool:
    return wave_of(path) is Wave.META_KERNELS


def _lack(path: str, missing: tuple[str, ...], stands: bool) -> str:
    if not missing:
        return f"{path!r} waits until it is described: nobody knows yet what it loads"
    if missing == (path,):
        return f"{path!r} of the rule is not in the collection, or left out by a pattern"
    some = ", ".join(map(repr, missing[:SHOWN_MAX])) + (", ..." if len(missing) > SHOWN_MAX else "")
    members = f"members of it are not in the collection, or by a pattern: {some}"
    if stands:
        return f"{path!r} stays as it was here, since its next version is not whole: {members}"
    return f"{path!r} is left out, since {members}"


def _more(number: int) -> str:
    return f"{number} more meta-kernels are left out for the same reason"
