"""Patterns of paths, as shells have them, matched in time that is linear in the path. Pure.

`*` and `?` stand for characters of one component, `[...]` for one of some, `**` as a whole component for any
number of components. A pattern without `/` is held against the last component, so that `*.bsp` finds all.
"""

import re
from dataclasses import dataclass

from shared.web.problem import MalformedError

PATTERN_MAX = 512
"""Characters: longer than any pattern that people type; the time of a match grows with it."""

WILDCARDS = frozenset("*?[")

ANY = r"[^/]"
"""One character of a component."""


@dataclass(frozen=True, slots=True)
class Glob:
    """One pattern, ready to be matched."""

    pattern: str
    prefix: str
    """What every path that matches begins with."""
    expression: re.Pattern[str]

    def matches(self, path: str) -> bool:
        """Tell whether a path matches."""
        return self.expression.fullmatch(path) is not None


def parse_glob(pattern: str) -> Glob:
    """Return a pattern ready to be matched.

    Raises:
        MalformedError: it is too long, or a bracket is not closed.
    """
    if len(pattern) > PATTERN_MAX:
        raise MalformedError(f"glob: {len(pattern)} characters, at most {PATTERN_MAX} are taken")
    components = pattern.split("/") if "/" in pattern else ["**", pattern]
    # Each run of components between two `**` is taken where it first matches: what follows begins with `**`,
    # which takes the rest as well as any later place would leave it. So nothing is ever tried twice.
    blocks: list[list[str]] = [[]]
    for component in components:
        if component == "**":
            blocks.append([])
        else:
            blocks[-1].append(_component(component))
    return Glob(pattern, _prefix(pattern), re.compile(_joined(blocks)))


def _joined(blocks: list[list[str]]) -> str:
    first, *others = ("/".join(block) for block in blocks)
    if not others:
        return first
    text = f"{first}/" if first else ""
    *middle, last = others
    for block in middle:
        text += rf"(?>(?:[^/]+/)*?{block}/)" if block else ""
    return text + (rf"(?>(?:[^/]+/)*?{last}\Z)" if last else r"[\s\S]+")


def _component(text: str) -> str:
    """Return one component as an expression: each `*` takes the first place at which what follows fits."""
    pieces = _pieces(text)
    head, *others = pieces
    if not others:
        return head
    *middle, tail = others
    found = head + "".join(rf"(?>{ANY}*?{piece})" for piece in middle if piece)
    return found + (rf"(?>{ANY}*?{tail}(?=/|\Z))" if tail else f"{ANY}*+")


def _pieces(text: str) -> list[str]:
    """Return the expressions between the `*` of a component."""
    pieces, position = [""], 0
    while position < len(text):
        character = text[position]
        position += 1
        if character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += ANY
        elif character == "[":
            expression, position = _one_of(text, position)
            pieces[-1] += expression
        else:
            pieces[-1] += re.escape(character)
    return pieces


def _one_of(text: str, start: int) -> tuple[str, int]:
    """Return `[...]` as an expression, and the position after it."""
    negated = text[start : start + 1] in ("!", "^") and bool(text[start : start + 1])
    first = start + negated
    end = text.find("]", first + 1)
    if end < 0:
        raise MalformedError(f"glob: a bracket of {text!r} is not closed: write [[] for the bracket itself")
    inner = re.sub(r"([\\\[\]^&~|])", r"\\\1", text[first:end])
    try:
        re.compile(f"[{inner}]")
    except re.error as error:
        raise MalformedError(f"glob: {text[start - 1 : end + 1]!r} is no range of characters") from error
    return rf"(?!/)[{'^' if negated else ''}{inner}]", end + 1


def _prefix(pattern: str) -> str:
    if "/" not in pattern:
        return ""
    plain = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    return plain if plain == pattern else plain[: plain.rfind("/") + 1]
