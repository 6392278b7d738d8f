"""The rule that a site keeps, in its index: what it follows of the collection, and how."""

from collections.abc import Callable, Collection, Iterator

from services.manager.state.database.index import Index
from services.manager.state.database.site_values import SiteValue, SiteValues
from shared.contracts.messages.sites.replica_rules import Followed, ReplicaRules
from shared.model.base import FrozenModel
from shared.model.numbers import Count


class KeptRule(FrozenModel):
    """The rule in force at a site."""

    version: Count = 0
    copies: Count = 1
    followed: Followed = Followed()


class SiteRuleState:
    """Keeps the rule, and takes over another. Every method is part of the caller's transaction.

    What the site did not have to tell before is forgotten when it has to: what is missing there is missing,
    and nobody has deleted it (I3). The next look finds the rest, by its bytes.
    """

    def __init__(self, index: Index, values: SiteValues) -> None:
        self._index = index
        self._values = values
        text = values.text(SiteValue.RULE)
        self.now = KeptRule.model_validate_json(text) if text else KeptRule()
        index.follow(self.now.followed)

    def take(self, rules: ReplicaRules, *, site: str, forget: Callable[[Collection[str]], None]) -> bool:
        """Keep the rule of a site from now on; tell whether it follows anything else than before."""
        before, now = (
            self.now,
            KeptRule(
                version=rules.version, copies=rules.copies, followed=Followed(**_fields(rules.of(site)))
            ),
        )
        if now == before:
            return False
        if now.followed != before.followed:
            forget(list(self._untold(before.followed, now.followed)))
            self._index.follow(now.followed)
            self._index.note_all_due()
        self._values.keep(SiteValue.RULE, now.model_dump_json())
        self.now = now
        return now.followed != before.followed

    def _untold(self, before: Followed, now: Followed) -> Iterator[str]:
        """Yield the paths where changes counted for nothing until now."""
        told_again = now.mode.publishes and not before.mode.publishes
        if not told_again and before.filter.whole:
            return
        for path, directory in self._index.paths():
            if told_again or not before.filter.follows(path, directory=directory):
                yield path


def _fields(rule: Followed) -> dict[str, object]:
    return {"mode": rule.mode, "include": rule.include, "exclude": rule.exclude}
