"""Rules of replicas as people write them: TOML, or the JSON of `spicerack rule show --json`. Pure."""

import json
import tomllib
from typing import Any

from pydantic import ValidationError

from shared.contracts.http.sites.replica_rules import RulesWanted
from shared.contracts.messages.sites.replica_rules import SiteRule
from shared.model.most_telling import most_telling
from spicerack.errors import UsageProblem

EXAMPLE = """copies = 2
stand_ins = ["zone=tucson"]  # who holds more where sites are gone: drained, removed, or away for
away_hours = 24              # so long; "*" (all) and 24 where nothing is said
labels.lab = ["zone=flagstaff"]
labels.mirror = ["zone=tucson"]

[[rules]]
sites = ["zone=tucson"]
mode = "mirror"              # two-way, send-only, receive-only or mirror
include = ["ck/", "*.tm"]    # as in .gitignore; none: everything
exclude = ["ck/old/"]
priority = ["*2026*.bc"]     # what is placed before all else that waits; then what these load:
first_of = ["mk/em16_v004.tm"]

[[rules]]
sites = ["laptop"]
closure_of = ["mk/em16_v004.tm"]         # a meta-kernel with all that it loads
kinds = ["spk", "ck"]                    # beside it, kernels of these kinds that cover one of these bodies
bodies = ["MARS", -143]
covers = ["2021-01-01/2021-07-01"]       # within these times
newest_only = true                       # and were not replaced by newer versions; missions = ["em16"], too
"""

SHOWN = ("message", "copies", "labels", "stand_ins", "away_hours", "rules")


def parse_rules(text: str) -> RulesWanted:
    """Return the rules that a file has. Raises UsageProblem."""
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise UsageProblem(f"the rules are neither TOML nor JSON: {error}") from error
    if isinstance(labels := document.get("labels"), dict):
        document["labels"] = [{"site": site, "labels": some} for site, some in labels.items()]
    return _checked(document)


def _checked(document: dict[str, Any]) -> RulesWanted:
    for number, rule in enumerate(document.get("rules", ())):
        unknown = sorted(set(rule) - SiteRule.model_fields.keys()) if isinstance(rule, dict) else []
        if unknown:
            words = ", ".join(SiteRule.model_fields)
            raise UsageProblem(f"rules.{number}.{unknown[0]}: a rule has no such word: there are {words}")
    known = {name: document[name] for name in SHOWN if name in document}
    extra = sorted(document.keys() - {*SHOWN, "collection", "version", "made_at", "by"})
    if extra:
        raise UsageProblem(f"rules have no {extra[0]!r}: there are {', '.join(SHOWN)}")
    if "rules" not in document:
        # A command before a pipe that failed says nothing, which is not that every site holds everything.
        raise UsageProblem("there are no rules in it; to have none from now on, say `rules = []`")
    try:
        return RulesWanted.model_validate(known)
    except ValidationError as error:
        raise UsageProblem(most_telling(error.errors())) from error
