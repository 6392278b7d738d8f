"""Rules of replicas, and what they would do, as lines for a person. Pure."""

from collections.abc import Iterable

from shared.contracts.http.sites.replica_rules import RulesHistory, RulesPlan, RulesVersion, SiteRulePlan
from shared.contracts.messages.sites.replica_rules import SiteRule
from spicerack.text import aligned, counted, printable, size_text

HEADER = ("SITE", "MODE", "FOLLOWS", "ARRIVES", "GOES")


def version_lines(rules: RulesVersion) -> list[str]:
    """Return one version."""
    if not rules.version:
        return [f"{rules.collection} has no rules: every site holds everything, two-way"]
    labels = [f"  {one.site}: {', '.join(one.labels)}" for one in rules.labels]
    return [
        _head(rules),
        f"a site gives up what is left out once {rules.copies} others hold it by their rules",
        _stand_ins(rules),
        *(["labels:", *labels] if labels else []),
        *(line for rule in rules.rules for line in _rule(rule)),
        "all other sites: everything, two-way",
    ]


def history_lines(history: RulesHistory) -> list[str]:
    """Return a line for each version."""
    if not history.versions:
        return [f"{history.collection} has no rules"]
    return [_head(one) for one in history.versions]


def plan_lines(plan: RulesPlan) -> list[str]:
    """Return what a new version would do."""
    least = "" if plan.whole else " at least (not all files were looked at)"
    lines = [f"instead of version {plan.replaces} of the rules of {plan.collection}{least}:", ""]
    lines += aligned([HEADER, *map(_row, plan.sites)])
    for site in plan.sites:
        lines += [f"{site.name}: {printable(one)}" for one in site.left_out_shown]
        if site.stands_in_for:
            lines.append(
                f"{site.name} stands in for {', '.join(site.stands_in_for)}, with "
                f"{_amount(site.stand_in_files, site.stand_in_bytes)} beside its rule"
            )
    if plan.unmended:
        lines.append(
            f"{counted(plan.unmended, 'file')} have fewer copies than asked for while sites are gone, and no "
            "other site may take them and has room"
        )
    if plan.few:
        lines.append(
            f"{counted(plan.few, 'file')} would have fewer copies than asked for, so that no site gives any "
            f"of them up: {_some(plan.few_shown, plan.few)}"
        )
    if plan.unfollowed:
        lines.append(
            f"refused: no site would follow {counted(plan.unfollowed, 'file')}: "
            f"{_some(plan.unfollowed_shown, plan.unfollowed)}"
        )
    if any(site.leaving_files for site in plan.sites):
        lines.append("what goes is moved to the trash of its site once enough others hold it")
    return lines


def _stand_ins(rules: RulesVersion) -> str:
    if not rules.stand_ins:
        return "no site holds more than its rule says where others are gone"
    return (
        f"where one drains, is removed, or is away for {rules.away_hours:g} hours, others hold what lacks "
        f"copies then: {', '.join(rules.stand_ins)}"
    )


def _head(rules: RulesVersion) -> str:
    at = "" if rules.made_at is None else f", {rules.made_at:%Y-%m-%dT%H:%M:%SZ}"
    by = f" by {printable(rules.by)}" if rules.by else ""
    why = f": {printable(rules.message)}" if rules.message else ""
    return f"version {rules.version} of {rules.collection}{at}{by}{why}"


def _rule(rule: SiteRule) -> Iterable[str]:
    yield f"{', '.join(rule.sites)}: {rule.mode.value}"
    if rule.include:
        yield f"  only {', '.join(map(printable, rule.include))}"
    if rule.exclude:
        yield f"  without {', '.join(map(printable, rule.exclude))}"
    if rule.priority:
        yield f"  first {', then '.join(map(printable, rule.priority))}"
    if rule.first_of:
        yield f"  early what is loaded by {', '.join(map(printable, rule.first_of))}"
    yield from _meaning(rule)


def _meaning(rule: SiteRule) -> Iterable[str]:
    """Yield what a rule says of kernels."""
    if rule.closure_of:
        yield f"  {', '.join(map(printable, rule.closure_of))} with all that they load"
    words = {
        "of the kinds": rule.kinds,
        "that cover the bodies": rule.bodies,
        "of the missions": rule.missions,
        "that cover some of": rule.covers,
        "that no newer version replaced": ("",) if rule.newest_only else (),
    }
    told = [f"{word} {', '.join(map(str, values))}".rstrip() for word, values in words.items() if values]
    if told:
        yield f"  kernels {', '.join(told)}"


def _row(site: SiteRulePlan) -> tuple[str, ...]:
    return (
        site.name,
        site.mode.value,
        _amount(site.files, site.bytes),
        _amount(site.arriving_files, site.arriving_bytes),
        _amount(site.leaving_files, site.leaving_bytes),
    )


def _amount(files: int, size: int) -> str:
    return f"{counted(files, 'file')}, {size_text(size)}" if files else "-"


def _some(shown: Iterable[str], number: int) -> str:
    paths = list(shown)
    return ", ".join(map(printable, paths)) + (", ..." if number > len(paths) else "")
