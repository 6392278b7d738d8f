"""The effects of a new version of the rules of replicas, at each site. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from services.manager.meaning.resolve import Resolved
from services.manager.plan.moves import Amount
from shared.contracts.http.sites.replica_rules import RulesPlan, SiteRulePlan
from shared.contracts.messages.sites.replica_rules import Followed, ReplicaRules
from shared.model.entry import Entry, Kind

SHOWN_MAX = 10


Meant = tuple[Followed, Resolved]
"""What a site follows, and how its rule comes to that, where it is one by meaning."""


@dataclass(slots=True)
class _AtSite:
    """One site, before and after."""

    before: Followed
    after: Followed
    found: Resolved
    follows: Amount = field(default_factory=Amount)
    arriving: Amount = field(default_factory=Amount)
    leaving: Amount = field(default_factory=Amount)

    def take(self, head: Entry) -> bool:
        """Count a file; tell whether the site would follow it."""
        before, after = self.before.follows(head.path), self.after.follows(head.path)
        if after:
            self.follows.add(head)
        if after and not before:
            self.arriving.add(head)
        if before and not after:
            self.leaving.add(head)
        return after


@dataclass(slots=True)
class _Lacking:
    """Files that too few would follow, and the first of them."""

    files: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, path: str) -> None:
        """Count one."""
        self.files += 1
        self.shown += [path][: SHOWN_MAX - len(self.shown)]


def plan_rules(
    before: ReplicaRules,
    after: ReplicaRules,
    *,
    sites: Sequence[str],
    heads: Iterable[Entry],
    files_max: int,
    resolved: Callable[[Followed], Meant] = lambda followed: (followed, Resolved()),
) -> RulesPlan:
    """Return what would move and go.

    Args:
        before: the rules that stand.
        after: those that are to replace them.
        sites: of the collection.
        heads: live entries of the tree.
        files_max: looked at.
        resolved: finds the paths of a rule by meaning.
    """
    at = {site: _at_site(resolved(before.of(site)), resolved(after.of(site))) for site in sites}
    few, nobody = _Lacking(), _Lacking()
    files = (head for head in heads if head.state.kind is Kind.FILE)
    for head in islice(files, files_max):
        followers = sum([one.take(head) for one in at.values()])
        if not followers:
            nobody.add(head.path)
        elif followers < min(after.copies, len(at)):
            few.add(head.path)
    return RulesPlan(
        collection=after.collection,
        replaces=before.version,
        sites=_told(at),
        few=few.files,
        few_shown=tuple(few.shown),
        unfollowed=nobody.files,
        unfollowed_shown=tuple(nobody.shown),
        whole=next(files, None) is None,
    )


def _at_site(before: Meant, after: Meant) -> _AtSite:
    return _AtSite(before[0], *after)


def _told(at: Mapping[str, _AtSite]) -> tuple[SiteRulePlan, ...]:
    return tuple(
        SiteRulePlan(
            name=site,
            mode=one.after.mode,
            files=one.follows.files,
            bytes=one.follows.bytes,
            arriving_files=one.arriving.files,
            arriving_bytes=one.arriving.bytes,
            leaving_files=one.leaving.files,
            leaving_bytes=one.leaving.bytes,
            left_out=len(one.found.lacking),
            left_out_shown=tuple(one.found.lines),
        )
        for site, one in sorted(at.items())
    )
