"""Kernel sets as the rule of a site that holds them, and nothing else."""

import re

from pydantic import ValidationError

from shared.contracts.http.knowledge.kernels import KernelSetAnswer
from shared.contracts.messages.sites.patterns import PATTERNS_MAX
from shared.contracts.messages.sites.replica_rules import SiteRule
from shared.web.problem import RefusedError

SPECIAL = re.compile(r"[\\*?\[\]!#]|\s(?=\s*$)")
"""Characters that mean something in a pattern of gitignore."""


def replica_rule(found: KernelSetAnswer, *, site: str) -> SiteRule:
    """Return the rule by which a site holds a set as it is at its revision.

    Raises:
        RefusedError: a rule cannot name so many kernels.
    """
    if not 1 <= len(found.members) <= PATTERNS_MAX:
        raise RefusedError(
            f"the set has {len(found.members)} kernels, a rule names 1 to {PATTERNS_MAX}: ask for less time"
        )
    patterns = tuple(f"/{SPECIAL.sub(_escaped, one.path)}" for one in found.members)
    try:
        return SiteRule(sites=(site,), include=patterns)
    except ValidationError as error:
        raise RefusedError(f"no rule has these kernels: {error.errors()[0]['msg']}") from error


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
