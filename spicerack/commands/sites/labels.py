"""Labels of one site in the rules of replicas: said without a file of rules. Pure."""

from collections.abc import Iterable

from pydantic import ValidationError

from shared.contracts.http.sites.replica_rules import RulesVersion, RulesWanted
from shared.contracts.messages.sites.replica_rules import SiteLabels
from shared.model.most_telling import most_telling
from spicerack.errors import UsageProblem

SIGN = "="


def labelled(rules: RulesVersion, site: str, said: Iterable[str]) -> RulesWanted:
    """Return the rules with other labels of a site: `zone=tucson` replaces its zone, `zone=` takes it away.

    Raises:
        UsageProblem: what was said is no label.
    """
    standing = {one.site: one.labels for one in rules.labels}
    own = {label.partition(SIGN)[0]: label for label in standing.get(site, ())}
    for text in said:
        name, sign, value = text.partition(SIGN)
        if not sign or not name:
            raise UsageProblem(f"{text!r} is no label: say e.g. zone=tucson, or zone= to take it away")
        own.pop(name, None)
        if value:
            own[name] = text
    others = [SiteLabels(site=name, labels=labels) for name, labels in standing.items() if name != site]
    try:
        mine = [SiteLabels(site=site, labels=tuple(own.values()))] if own else []
        return RulesWanted(
            replaces=rules.version,
            message=rules.message,
            copies=rules.copies,
            labels=tuple(sorted((*others, *mine), key=lambda one: one.site)),
            stand_ins=rules.stand_ins,
            away_hours=rules.away_hours,
            rules=rules.rules,
        )
    except ValidationError as error:
        raise UsageProblem(most_telling(error.errors())) from error


def labels_of(rules: RulesVersion, site: str) -> tuple[str, ...]:
    """Return the labels of a site."""
    return next((one.labels for one in rules.labels if one.site == site), ())
