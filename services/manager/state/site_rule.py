"""The rule that a site keeps, in its index: what it follows of the collection, and how."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from services.manager.state.database.index import Index
from services.manager.state.database.site_values import SiteValue, SiteValues
from shared.contracts.messages.sites.replica_rules import Followed, Mode, ReplicaRules, rule_words
from shared.contracts.messages.sites.stand_in import StandIn
from shared.model.base import FrozenModel
from shared.model.numbers import Count
from shared.model.path_set import TooManyPathsError


class KeptRule(FrozenModel):
    """The rule in force at a site."""

    version: Count = 0
    copies: Count = 1
    followed: Followed = Followed()


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the paths that a rule by meaning comes to."""

    entered: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    """Of those that entered, the ones that something is known of here: they are to be looked at."""


class SiteRuleState:
    """Keeps the rule, and takes over another. Every method is part of the caller's transaction.

    What the site did not have to tell before is forgotten when it has to: what is missing there is missing,
    and nobody has deleted it (I3). The next look finds the rest, by its bytes.
    """

    def __init__(self, index: Index, values: SiteValues, *, send_only: bool = False) -> None:
        self._index = index
        self._values = values
        self._send_only = send_only
        text = values.text(SiteValue.RULE)
        kept = KeptRule.model_validate_json(text) if text else KeptRule()
        self.now = kept.model_copy(update={"followed": self._bound(kept.followed)})
        index.follow(self.now.followed)

    def take(self, rules: ReplicaRules, *, site: str, forget: Callable[[Collection[str]], None]) -> bool:
        """Keep the rule of a site from now on; tell whether it follows anything else than before."""
        before = self.now
        # Whom it stands in for is decided anew by these rules a moment later: until then it gives up nothing.
        told = self._bound(rules.of(site)).model_copy(update={"stand_in": before.followed.stand_in})
        same = rule_words(told) == rule_words(before.followed)
        followed = before.followed if same else told
        now = KeptRule(version=rules.version, copies=rules.copies, followed=followed)
        return now != before and self._go_by(now, forget)

    def stand_in(self, for_others: StandIn | None, *, forget: Callable[[Collection[str]], None]) -> bool:
        """Hold this in the place of others from now on; tell whether it is anything else than before."""
        before = self.now
        followed = before.followed.model_copy(update={"stand_in": for_others})
        now = before.model_copy(update={"followed": followed})
        return now != before and self._go_by(now, forget)

    def _go_by(self, now: KeptRule, forget: Callable[[Collection[str]], None]) -> bool:
        """Keep another rule; tell whether the site follows anything else by it."""
        before = self.now
        if now.followed != before.followed:
            forget(list(self._untold(before.followed, now.followed)))
            self._index.follow(now.followed)
            self._index.note_all_due()
        self._keep(now)
        return now.followed != before.followed

    def select(self, paths: Collection[str], *, forget: Callable[[Collection[str]], None]) -> Moved:
        """Follow these paths of kernels from now on. Raises TooManyPathsError: nothing has changed."""
        before = self.now.followed
        moved = self._follow(before.selecting(paths))
        # As with a wider rule: what is missing there is missing, and nobody has deleted it.
        again = frozenset(self._index.rows(moved.entered))
        forget(again)
        return replace(moved, again=again)

    def select_also(self, paths: Iterable[str]) -> None:
        """Follow some more, which the site has published: it goes on with its own meanwhile."""
        before = self.now.followed
        more = [path for path in paths if path not in before.paths and before.filter.follows(path)]
        if more and before.by_meaning and before.selected is not None:
            with suppress(TooManyPathsError):
                self._follow(before.selecting(before.paths.union(more)))

    def _follow(self, after: Followed) -> Moved:
        """Do what follows from other paths of the same rule."""
        before = self.now.followed
        if after.selected == before.selected:
            return Moved()
        self._index.follow(after)
        self._index.note_due((after.paths ^ before.paths) | (after.directories ^ before.directories))
        self._keep(self.now.model_copy(update={"followed": after}))
        return Moved(after.paths - before.paths, before.paths - after.paths)

    def _bound(self, told: Followed) -> Followed:
        """Return what of a rule can be followed at a site that a setting lets send alone."""
        return told.model_copy(update={"mode": Mode.SEND_ONLY}) if self._send_only else told

    def _keep(self, now: KeptRule) -> None:
        self._values.keep(SiteValue.RULE, now.model_dump_json())
        self.now = now

    def _untold(self, before: Followed, now: Followed) -> Iterator[str]:
        """Yield the paths where changes counted for nothing until now, and count from now on."""
        told_again = now.mode.publishes and not before.mode.publishes
        if not told_again and before.everything:
            return
        for path, directory, made in self._index.paths():
            told = before.follows(path, directory=directory, made=made)
            if told_again or (not told and now.follows(path, directory=directory, made=made)):
                yield path
