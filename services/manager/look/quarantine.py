"""The policy before spreading: files that look broken stay at their site until a person has looked. Pure.

A site publishes what its people write. But a web page under a kernel's name, or half of a kernel, is never
meant: once it has spread, every site has it, and a copy that was whole is replaced. The head of a file and
its arithmetic tell; nothing else is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.manager.look.problems import Quarantined
from services.manager.look.scan import Seen
from shared.model.entry import Fingerprint
from shared.spice.problems import Code, Problem, Severity, severity_of

OVER_WHOLE = "broken-over-whole"
"""The rule of a file that is broken where one stood that was not."""

NEVER_MEANT = frozenset(
    {Code.WEB_PAGE, Code.ERROR_PAGE, Code.LFS_POINTER, Code.ANNEX_POINTER, Code.TRUNCATED, Code.ODD_SIZE}
)
"""Quarantined wherever they appear, where nobody says otherwise."""

DAMAGE = NEVER_MEANT | {Code.EMPTY, Code.PACKED, Code.FTP_DAMAGE, Code.BAD_HEADER}
"""Quarantined over a file that was whole. Other problems may be a format that we do not know."""

RULES = tuple(sorted((*(code.value for code in Code if severity_of(code) is Severity.BROKEN), OVER_WHOLE)))
"""All that can be quarantined."""

DEFAULT = ",".join(sorted((*NEVER_MEANT, OVER_WHOLE)))


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one site: what is not quarantined is reported."""

    codes: frozenset[str]
    over_whole: bool

    @property
    def idle(self) -> bool:
        """Whether nothing is ever quarantined, so that no file need be looked into."""
        return not self.codes and not self.over_whole

    def reason(self, problems: Iterable[Problem], *, replaces_whole: bool) -> Problem | None:
        """Return why a file is quarantined, None where it is not."""
        for each in problems:
            if each.code.value in self.codes:
                return each
            if self.over_whole and replaces_whole and each.code in DAMAGE:
                return each
        return None


NO_POLICY = Policy(frozenset(), over_whole=False)


def parse_policy(text: str) -> Policy:
    """Return the rules that a setting names, with commas between them; `none` names none.

    Raises:
        ValueError: there is no such rule.
    """
    named = {name.strip() for name in text.split(",") if name.strip()} - {"none"}
    for name in sorted(named - set(RULES)):
        raise ValueError(f"{name!r} is no rule of the quarantine: there are {', '.join(RULES)}, or none")
    return Policy(frozenset(named - {OVER_WHOLE}), OVER_WHOLE in named)


def quarantined_of(
    policy: Policy,
    told: Iterable[tuple[Seen, tuple[Problem, ...]]],
    *,
    released: Mapping[str, Fingerprint],
    whole_before: Iterable[str],
) -> dict[str, Quarantined]:
    """Return the files that stay at their site, by path.

    Args:
        policy: the rules.
        told: new and changed files, each with what its head tells.
        released: files that a person has looked at, as they were then.
        whole_before: paths at which a file was published that was not known to be broken.
    """
    whole = frozenset(whole_before)
    found: dict[str, Quarantined] = {}
    for seen, problems in told:
        if released.get(seen.path) == seen.status.fingerprint:
            continue
        reason = policy.reason(problems, replaces_whole=seen.path in whole)
        if reason is not None:
            found[seen.path] = Quarantined(
                seen.path, reason.code.value, reason.detail, seen.status.fingerprint
            )
    return found
