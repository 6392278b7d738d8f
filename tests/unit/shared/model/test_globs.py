"""Patterns of paths."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.globs import GlobError, parse_glob

TEXTS = st.text(alphabet="ab/-.", min_size=1, max_size=8)
PATTERNS = st.lists(
    st.sampled_from(["a", "b", "/", "*", "?", "[a-b]", "[!a]", "-", "**", "/**/"]), max_size=7
).map("".join)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("raw/**", "raw/a/b.fits", True),
        ("raw/**", "raw", True),
        ("raw/**", "raw-2/a", False),
        ("**/*.bsp", "a.bsp", True),
        ("**/*.bsp", "x/y/a.bsp", True),
        ("*.bsp", "x/a.bsp", False),
        ("a/**/b/*", "a/x/b/y/b/z", True),
        ("n[0-9][!x].tf", "n1y.tf", True),
        ("n[0-9][!x].tf", "n1x.tf", False),
        ("[]]", "]", True),
        ("a?c", "a/c", False),
        ("two\nlines*", "two\nlines and more", True),
    ],
)
def test_a_pattern_fits_whole_paths(pattern, path, fits) -> None:
    """Stars stay within a name, and two of them cross directories."""
    assert parse_glob(pattern).matches(path) is fits


def regular(name: str) -> str:
    """Return one name as a regular expression: slow, and right."""
    pieces = re.findall(r"\[!?[^\]]+\]|.", name)
    return "".join(
        {"*": ".*", "?": "."}.get(one, one.replace("[!", "[^") if one[0] == "[" else re.escape(one))
        for one in pieces
    )


@given(pattern=PATTERNS.filter(bool), path=TEXTS)
def test_the_greedy_match_is_the_whole_search(pattern, path) -> None:
    """No path that some choice of the stars fits is missed."""

    def search(left, parts):
        if not left:
            return not parts
        if left[0] == "**":
            return any(search(left[1:], parts[skip:]) for skip in range(len(parts) + 1))
        return (
            bool(parts)
            and re.fullmatch(regular(left[0]), parts[0]) is not None
            and search(left[1:], parts[1:])
        )

    assert parse_glob(pattern).matches(path) is search(pattern.split("/"), path.split("/"))


@given(pattern=PATTERNS.filter(bool), path=TEXTS)
def test_what_fits_begins_with_the_prefix(pattern, path) -> None:
    """An index may be read from there."""
    glob = parse_glob(pattern)
    assert not glob.matches(path) or path.startswith(glob.prefix)


def test_a_pattern_of_many_stars_ends() -> None:
    """The pattern that takes regular expressions years is a product of two lengths here."""
    assert not parse_glob("*a" * 1000 + "b").matches("a" * 2000)
    assert not parse_glob("**/a/" * 500 + "b").matches("a/" * 1000 + "c")


@pytest.mark.parametrize("pattern", ["", "a[b", "x" * 4096])
def test_a_pattern_out_of_form_is_refused(pattern) -> None:
    """It says what is wrong."""
    with pytest.raises(GlobError):
        parse_glob(pattern)


@given(PATTERNS, TEXTS)
def test_the_expression_of_a_pattern_fits_the_same_paths(pattern: str, path: str) -> None:
    """It is held against a path with a slash behind it, by databases."""
    if not pattern:
        return
    expression = parse_glob(pattern).expression()
    fits = expression is not None and re.fullmatch(expression, f"{path}/") is not None
    assert fits is parse_glob(pattern).matches(path)


def test_a_set_of_no_character_fits_nothing() -> None:
    """A range that ends before it begins is no error in a database."""
    assert parse_glob("a[z-a]").expression() is None
    assert (
        parse_glob("**/[]^.]").expression() == "^([^/]*/)*[\\u005d-\\u005d\\u005e-\\u005e\\u002e-\\u002e]/$"
    )


@given(pattern=PATTERNS.filter(bool))
def test_the_example_of_a_pattern_fits_it(pattern: str) -> None:
    """None is told only where no usual character fits a set."""
    example = parse_glob(pattern).example()
    assert example is None or parse_glob(pattern).matches(example)


def test_a_pattern_has_an_example_unless_nothing_fits() -> None:
    """Stars, sets and any directories stand for something."""
    assert parse_glob("**/a*/[!x]?.fits").example() == "example/ax/0x.fits"
    assert parse_glob("[z-a]").example() is None
