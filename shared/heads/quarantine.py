"""The rules of the quarantine: which files that look broken a site keeps back. Pure.

A site publishes what its people write. But a web page under the name of a kernel or a frame, or half of one,
is never meant: once it has spread, every site has it, and a copy that was whole is replaced. The head of a
file and its arithmetic tell; nothing else is read. Whoever looks at a directory and whoever takes a file in
ask the same rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.heads.families import BROKEN_CODES, HeadProblem, head_problems, is_of_a_family
from shared.model.problems import Severity
from shared.model.reading import ReadAt

OVER_WHOLE = "broken-over-whole"
"""The rule of a file that is broken where one stood that was not."""

NEVER_MEANT = frozenset({"web-page", "error-page", "lfs-pointer", "annex-pointer", "truncated", "odd-size"})
"""Quarantined wherever they appear, where nobody says otherwise."""

DAMAGE = NEVER_MEANT | {"empty", "packed", "ftp-damage", "bad-header", "not-fits"}
"""Quarantined over a file that was whole. Other problems may be a format that we do not know."""

MISSING = frozenset({"truncated", "odd-size"})
"""Problems that more bytes would mend."""

RULES = tuple(sorted((*BROKEN_CODES, OVER_WHOLE)))
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

    def reason(self, problems: Iterable[HeadProblem], *, replaces_whole: bool) -> HeadProblem | None:
        """Return why a file is quarantined, None where it is not."""
        for each in problems:
            if each.code.value in self.codes:
                return each
            damaged = each.code.value in DAMAGE and each.severity is Severity.BROKEN
            if self.over_whole and replaces_whole and damaged:
                return each
        return None

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of its rules, in order."""
        return tuple(sorted((*self.codes, *((OVER_WHOLE,) if self.over_whole else ()))))

    def problem_of(self, source: ReadAt, name: str, *, replaces_whole: bool) -> HeadProblem | None:
        """Return why bytes under a name are quarantined, None where they are not.

        Args:
            source: the bytes. What it raises passes through.
            name: a file's name or path: one that claims no family is never judged.
            replaces_whole: whether a file stood there that was not known to be broken.
        """
        if self.idle or not is_of_a_family(name):
            return None
        return self.reason(head_problems(source, name), replaces_whole=replaces_whole)


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


def known_policy(names: Iterable[str]) -> Policy:
    """Return the rules of a site as it names them; one that a later version has made is left out."""
    named = frozenset(names) & frozenset(RULES)
    return Policy(named - {OVER_WHOLE}, OVER_WHOLE in named)
