"""Patterns of paths."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.gateway.reading.glob import PATTERN_MAX, parse_glob
from shared.web.problem import MalformedError


def naive(pattern: str, path: str) -> bool:
    """Tell by trying everything whether a path matches: slow, and plainly right."""
    components = pattern.split("/") if "/" in pattern else ["**", pattern]
    return _components(components, path.split("/"))


def _components(pattern: list[str], path: list[str]) -> bool:
    if not pattern:
        return not path
    head, *rest = pattern
    if head == "**" and not rest:
        return bool(path)
    if head == "**":
        return any(_components(rest, path[number:]) for number in range(len(path) + 1))
    return bool(path) and _one(head, path[0]) and _components(rest, path[1:])


def _one(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(_one(pattern[1:], name[number:]) for number in range(len(name) + 1))
    return bool(name) and pattern[0] in ("?", name[0]) and _one(pattern[1:], name[1:])


NAMES = st.text("ab", min_size=1, max_size=4)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(st.text("ab*?", min_size=1, max_size=4), min_size=1, max_size=4).map("/".join)


@given(PATTERNS, PATHS)
@example("**/a/**/b", "a/b/a/b")
@example("a*b*a", "abba")
@example("**", "a/b")
@example("a/**", "a")
@example("***", "ab")
def test_what_matches_is_what_trying_everything_finds(pattern: str, path: str) -> None:
    """No place is tried twice, and none that would fit is missed."""
    assert parse_glob(pattern).matches(path) == naive(pattern, path), (pattern, path)


@given(PATTERNS, PATHS)
def test_a_path_that_matches_begins_with_the_prefix(pattern: str, path: str) -> None:
    """An index may begin there."""
    found = parse_glob(pattern)
    assert not found.matches(path) or path.startswith(found.prefix)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.bsp", "spk/de440.bsp", True),
        ("/*.bsp", "spk/de440.bsp", False),
        ("spk/*.bsp", "spk/old/de440.bsp", False),
        ("spk/**/*.bsp", "spk/de440.bsp", True),
        ("[a-c]?.t[!x]", "b1.tm", True),
        ("[a-c]?.t[!x]", "b1.tx", False),
        ("[]]", "]", True),
        ("a[!b]c", "a/c", False),
        ("a.b", "axb", False),
        ("*", "two\nlines", True),
        ("(a|b)+", "(a|b)+", True),
    ],
)
def test_patterns_are_those_of_shells(pattern: str, path: str, matches: bool) -> None:
    """Stars and brackets stay within a component; all else is itself."""
    assert parse_glob(pattern).matches(path) is matches


@pytest.mark.parametrize("pattern", ["[a", "[!", "[b-a]", "x" * (PATTERN_MAX + 1)])
def test_what_is_no_pattern_is_malformed(pattern: str) -> None:
    """The caller learns what is wrong with it."""
    with pytest.raises(MalformedError, match="glob: "):
        parse_glob(pattern)


def test_a_hostile_pattern_ends() -> None:
    """Patterns that take engines that try again for ever are done soon: otherwise this test has no end."""
    long = "/".join(["a" * 250] * 15)
    for pattern in ("*a" * 250 + "b", "**/" + "*a*/" * 100 + "b", "**/*a*a*a*/" * 40 + "b"):
        assert not parse_glob(pattern).matches(long)
