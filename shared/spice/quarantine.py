"""The rules of the quarantine: which files that look broken a site keeps back. Pure.

A site publishes what its people write. But a web page under a kernel's name, or half of a kernel, is never
meant: once it has spread, every site has it, and a copy that was whole is replaced. The head of a file and
its arithmetic tell; nothing else is read. Whoever looks at a directory and whoever takes a file in ask the
same rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.spice.describe.glance import glance
from shared.spice.kinds.by_name import claimed
from shared.spice.problems import Code, Problem, Severity, severity_of
from shared.spice.reading import ReadAt

OVER_WHOLE = "broken-over-whole"
"""The rule of a file that is broken where one stood that was not."""

NEVER_MEANT = frozenset(
    {Code.WEB_PAGE, Code.ERROR_PAGE, Code.LFS_POINTER, Code.ANNEX_POINTER, Code.TRUNCATED, Code.ODD_SIZE}
)
"""Quarantined wherever they appear, where nobody says otherwise."""

DAMAGE = NEVER_MEANT | {Code.EMPTY, Code.PACKED, Code.FTP_DAMAGE, Code.BAD_HEADER}
"""Quarantined over a file that was whole. Other problems may be a format that we do not know."""

MISSING = frozenset({Code.TRUNCATED, Code.ODD_SIZE})
"""Problems that more bytes would mend."""

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

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of its rules, in order."""
        return tuple(sorted((*self.codes, *((OVER_WHOLE,) if self.over_whole else ()))))

    def problem_of(self, source: ReadAt, name: str, *, replaces_whole: bool) -> Problem | None:
        """Return why bytes under a name are quarantined, None where they are not.

        Args:
            source: the bytes. What it raises passes through.
            name: a file's name or path: one that claims no kernel is never judged.
            replaces_whole: whether a file stood there that was not known to be broken.
        """
        if self.idle or claimed(name) is None:
            return None
        return self.reason(glance(source, name).problems, replaces_whole=replaces_whole)


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
