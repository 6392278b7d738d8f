"""The paths that a rule by meaning comes to. Pure.

What nobody has described yet stays as it was: lack of evidence takes nothing out of a site (I3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.manager.meaning.kernels import KnownKernels
from shared.contracts.messages.sites.replica_rules import Followed, RuleWords
from shared.spice.select.select import select
from shared.spice.waves import Wave, wave_of

SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a site follows by a rule."""

    paths: frozenset[str] = frozenset()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Meta-kernels that the rule names and leaves out all the same, and what they lack."""

    @property
    def lines(self) -> list[str]:
        """What status says of it."""
        return [_lack(path, missing) for path, missing in sorted(self.lacking.items())]


def resolve(rule: RuleWords, known: KnownKernels, *, before: frozenset[str] = frozenset()) -> Resolved:
    """Return what a site follows.

    Args:
        rule: its rule; patterns narrow what it says of kernels.
        known: the kernels of the collection.
        before: what the site has followed by this rule until now.
    """
    own = [one for one in known.kernels if rule.filter.follows(one.path)]
    chosen = select(rule.meaning, own, last_copies=())
    there = {one.path for one in own}
    absent = {path: (path,) for path in rule.closure_of if path not in there}
    return Resolved(chosen.paths | (_staying(before, known) & there), {**chosen.lacking, **absent})


def resolved(rule: Followed, known: KnownKernels) -> Followed:
    """Return a rule with the paths that it would come to. Raises TooManyPathsError."""
    return rule.selecting(resolve(rule, known).paths) if rule.by_meaning else rule


def _staying(before: frozenset[str], known: KnownKernels) -> frozenset[str]:
    """Return what stays since it may still be meant: all of it, where a new meta-kernel may load it."""
    untold = before & known.undescribed
    return before if any(wave_of(path) is Wave.META_KERNELS for path in untold) else untold


def _lack(path: str, missing: tuple[str, ...]) -> str:
    if missing == (path,):
        return (
            f"{path!r}, which the rule of the site names, is not in the collection, or left out by a pattern"
        )
    some = ", ".join(map(repr, missing[:SHOWN_MAX])) + (", ..." if len(missing) > SHOWN_MAX else "")
    return f"{path!r} is left out, since members of it are not in the collection, or by a pattern: {some}"
